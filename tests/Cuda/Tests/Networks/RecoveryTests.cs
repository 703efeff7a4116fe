using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>A call that fails once during a pass, such as for want of memory: the network computes the same bits afterwards.</summary>
[Collection(nameof(Gpu))]
public sealed class RecoveryTests
{
    [Fact]
    public void Whichever_call_fails_the_network_goes_on_afterwards()
    {
        const int batchSize = 2;
        float[] expected;
        using (CudaDevice device = Gpu.OpenSmall())
        using (Network network = SmallNetwork.Load(device, batchSize))
            expected = Run(network);
        int failures = 0;
        for (int n = 1; ; n++)
        {
            using CudaDevice device = Gpu.OpenSmall();
            using Network network = SmallNetwork.Load(device, batchSize);
            CudaDouble.FailCall(n);
            string failed = "";
            try
            {
                _ = Run(network);
                if (CudaDouble.FailedCalls == 0)
                    break;
            }
            catch (CudaException e)
            {
                failed = e.Message;
                failures++;
            }
            CudaDouble.FailCall(0);
            float[] found;
            try
            {
                found = Run(network);
            }
            catch (CudaException e)
            {
                throw new Xunit.Sdk.XunitException($"after call {n} ({failed}): {e.Message}; {CudaDouble.LastFault}");
            }
            Assert.True(expected.AsSpan().SequenceEqual(found), $"call {n} ({failed})");
        }
        Assert.True(failures > 50, $"{failures} failures");
    }

    // Passes that run as they are, are recorded, and replayed; gradients to two values, so that memory is placed anew between.
    private static float[] Run(Network network)
    {
        var all = new List<float>();
        for (int pass = 0; pass < 3; pass++)
        {
            network.Inputs[0].Set(SmallNetwork.Input(network.BatchSize, pass));
            network.Forward();
            network.Backward(network["fc"][pass], network["data"], ReluRule.Guided);
            all.AddRange(network["prob"].Activation.Span);
            all.AddRange(network["data"].Gradient.Span);
        }
        network.Backward(network["fc"][3], network["left"]);
        all.AddRange(network["left"].Gradient.Span);
        return [.. all];
    }
}
