using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Convolution;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.Cuda.Tests.Networks;

namespace CaffeSharpGen.Cuda.Tests.Convolution;

/// <summary>Candidates are timed once, and what is fastest is kept in a file.</summary>
[Collection(nameof(Gpu))]
public sealed class TuningTests : IDisposable
{
    private readonly TemporaryFolder cache = new();
    private readonly string? before = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");

    public TuningTests() => Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache.PathOf(""));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", before);
        cache.Dispose();
    }

    [Fact]
    public void What_was_measured_is_kept_and_computes_the_same()
    {
        float[] expected = Run(new CudaOptions(), out long none), measured = Run(Measured, out long some), kept = Run(Measured, out long again);
        Close.Relative(expected, measured, 1e-5);
        Assert.Equal(measured, kept);
        Assert.Equal((0, 0), (none, again));
        Assert.True(some > 4, $"{some} times were taken");
        string file = Assert.Single(Files);
        Assert.Contains("driver-for-CUDA-12.8", file, StringComparison.Ordinal);
        Assert.Contains("Full", file, StringComparison.Ordinal);
        Assert.All(File.ReadLines(file), line => Assert.Matches("^(forward|transposed) 1×[0-9]+×.*\t(cu|our|depth).*$", line));
    }

    [Fact]
    public void What_is_fastest_stands_first_and_what_is_not_supported_is_left_out()
    {
        using CudaDevice device = Gpu.Open(Measured);
        using var packed = new PackedWeightCache();
        using var session = (CudaSession)device.CreateSession(packed);
        using var memory = new DeviceMemory(device.Context, 64 << 20);
        Clears slow = new(device.Context, memory, 20), fast = new(device.Context, memory, 1), none = new(device.Context, memory, 0);
        Correlation sizes = Correlation.Of(new Operations.Convolution(1, 1, 1), [1, 1, 2, 2], [1, 1, 2, 2]);
        Assert.Equal([fast, slow], CandidateTimes.Rank(session, sizes, memory.Pointer, [slow, none, fast]));
    }

    [Fact]
    public void A_broken_file_is_measured_over_and_another_card_has_another_file()
    {
        Run(Measured, out _);
        string file = Assert.Single(Files);
        File.WriteAllText(file, "\0\t\t\nforward 1×3×9×9\nnothing\tcuDNN of another world\n" + File.ReadAllText(file).Replace("cu", "no", StringComparison.Ordinal));
        Run(Measured, out long times);
        Assert.True(times > 4);
        Run(Measured, out long again);
        Assert.Equal(0, again);
        Run(Measured with { Precision = Precision.Tf32 }, out long other);
        Assert.True(other > 4);
        Assert.Equal(2, Files.Length);
    }

    [Fact]
    public void Where_nothing_can_be_written_the_device_says_so()
    {
        File.WriteAllText(Path.Combine(cache.PathOf(""), "caffesharpgen"), "a file");
        using CudaDevice device = Gpu.Open(Measured);
        using Network network = SmallNetwork.Load(device);
        network.Forward();
        Assert.Contains(", measured (measurements are not kept: ", device.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A candidate that takes as long as it clears memory; one that does not is not supported.</summary>
    private sealed class Clears(CudaContext context, DeviceMemory memory, int times) : ConvolutionCandidate
    {
        public override string Name => $"clears {times} times";

        public override bool TryRun(in ConvolutionRun run)
        {
            for (int i = 0; i < times; i++)
                memory.Clear(context);
            return times > 0;
        }
    }

    private static CudaOptions Measured => new() { Tuning = Tuning.Measured };

    private string[] Files => Directory.GetFiles(Path.Combine(cache.PathOf(""), "caffesharpgen"));

    private static float[] Run(CudaOptions options, out long times)
    {
        using CudaDevice device = Gpu.Open(options);
        using Network network = SmallNetwork.Load(device);
        for (int pass = 0; pass < 3; pass++)
        {
            network.Inputs[0].Set(SmallNetwork.Input(1, 5));
            network.Forward();
            network.Backward(network["fc"][1], network["data"]);
        }
        times = CudaDouble.Log.GetValueOrDefault("cuEventElapsedTime");
        return [.. network["prob"].Activation.Span, .. network["data"].Gradient.Span];
    }
}
