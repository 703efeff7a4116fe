using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Runtime.Tests.Cpu;

/// <summary>The token of a pass is its session's: it ends the loops of that session, and no other's.</summary>
public sealed class CancellationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_pass_ends_its_own_loops(int threads)
    {
        using var device = new CpuDevice(CpuKernels.Simd, threads);
        using var packed = new PackedWeightCache();
        using CpuSession session = (CpuSession)device.CreateSession(packed), other = (CpuSession)device.CreateSession(packed);
        using var cancellation = new CancellationTokenSource();
        int calls = 0, otherCalls = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => session.RunPass(default, () =>
        {
            session.Workers.For(10, (_, _) => Interlocked.Increment(ref calls));
            cancellation.Cancel();
            other.Workers.For(10, (_, _) => Interlocked.Increment(ref otherCalls));
            session.Workers.For(10, (_, _) => Interlocked.Increment(ref calls));
        }, cancellation.Token));
        Assert.Equal((10, 10), (calls, otherCalls));
        // The token was that pass's.
        session.Workers.For(10, (_, _) => Interlocked.Increment(ref calls));
        Assert.Equal(20, calls);
    }

    [Fact]
    public void A_device_that_was_disposed_of_runs_no_pass()
    {
        var device = new CpuDevice(CpuKernels.Simd, 1);
        using var packed = new PackedWeightCache();
        using DeviceSession session = device.CreateSession(packed);
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.RunPass(default, () => Assert.Fail("it ran"), CancellationToken.None));
    }
}
