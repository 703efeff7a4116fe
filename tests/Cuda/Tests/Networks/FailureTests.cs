using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Calls that fail, each of them once: an exception that says which, and nothing left behind.</summary>
[Collection(nameof(Gpu))]
public sealed class FailureTests
{
    [Fact]
    public void Whichever_call_fails_nothing_is_left_behind()
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        int n = 1;
        for (; ; n++)
        {
            CudaDouble.Reset();
            CudaDouble.ComputeCapability = Gpu.Small;
            CudaDouble.FailCall(n);
            try
            {
                Live();
                if (CudaDouble.FailedCalls == 0)
                    break;
            }
            catch (CudaException e)
            {
                Assert.NotEqual("", e.Call);
                Assert.NotEqual(0, e.Code);
                Assert.StartsWith("CU", e.CodeName, StringComparison.Ordinal);
                failed.Add(e.Call);
            }
            catch (PlatformNotSupportedException)
            {
                // While the libraries are looked for.
            }
            CudaDouble.FailCall(0);
            Assert.True(CudaDouble.LiveObjects == 0, $"call {n}: {string.Join(", ", CudaDouble.Live)}; {CudaDouble.LastFault}");
            Assert.Equal(0, CudaDouble.CurrentContexts);
        }
        // What frees is not among them, nor what is tried again another way.
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "cuDevicePrimaryCtxRetain", "cuStreamCreate", "cuModuleLoadDataEx", "cublasCreate_v2", "cudnnCreate", "cuMemAlloc_v2",
                "cuMemHostAlloc", "cuMemcpyHtoDAsync_v2", "cuLaunchKernel", "cudnnConvolutionForward", "cuStreamSynchronize", "cuEventQuery",
            }, failed);
    }

    [Fact]
    public void Memory_that_is_wanting_is_said_with_the_layer()
    {
        using (CudaDevice device = Gpu.Open())
        {
            CudaDouble.MemoryLimit = CudaDouble.UsedMemory + 2048;
            CudaException error = Assert.Throws<CudaException>(() => SmallNetwork.Load(device));
            Assert.Equal("cuMemAlloc_v2", error.Call);
            Assert.Equal("CUDA_ERROR_OUT_OF_MEMORY", error.CodeName);
            Assert.Matches("cuMemAlloc_v2 of [0-9]+ bytes failed: .*MiB of .* MiB are free on cuda:0.*at layer ", error.Message);
        }
        Assert.Equal(0, CudaDouble.LiveObjects);
    }

    // Operations that required it before still write there.
    [Fact]
    public void A_workspace_that_cannot_grow_is_there_as_before()
    {
        using CudaDevice device = Gpu.Open();
        using var weights = new PackedWeightCache();
        using var session = new CudaSession(device.Context, weights);
        session.Workspace.Require(1000);
        CudaDouble.MemoryLimit = CudaDouble.UsedMemory + 4000;
        Assert.Throws<CudaException>(() => session.Workspace.Require(1 << 20));
        Assert.Equal(1000u, session.Workspace.Bytes);
        Assert.NotEqual(0u, session.Workspace.Pointer);
    }

    [Theory]
    [InlineData(4004, "CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData(4003, "CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData(2, "CUDNN_STATUS_ALLOC_FAILED", true)]
    [InlineData(4002, "CUDNN_STATUS_INTERNAL_ERROR", false)]
    [InlineData(7, "CUDNN_STATUS_MAPPING_ERROR", false)]
    [InlineData(1008, "CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED", false)]
    [InlineData(3008, "CUDNN_STATUS_RUNTIME_PREREQUISITE_MISSING", false)]
    [InlineData(11, "CUDNN_STATUS_RUNTIME_PREREQUISITE_MISSING", false)]
    [InlineData(3002, "CUDNN_STATUS_NOT_SUPPORTED", false)]
    public void Statuses_of_both_cuDNNs_have_their_names(int code, string name, bool isOutOfMemory)
    {
        var status = new Status(CudaLibrary.Cudnn, code);
        Assert.Equal(name, status.Name);
        Assert.Equal(isOutOfMemory, status.IsOutOfMemory);
    }

    [Fact]
    public void A_GPU_that_is_too_old_is_a_sentence()
    {
        CudaDouble.Reset();
        CudaDouble.ComputeCapability = (5, 2);
        Assert.False(Device.TryCuda(out _, out string? reason));
        Assert.EndsWith("has compute capability 5.2; 6.0 or newer (Pascal) is needed", reason, StringComparison.Ordinal);
        CudaDouble.Reset();
    }

    [Fact]
    public void A_fault_that_kills_the_context_is_said_once_and_then_why_the_device_is_of_no_use()
    {
        CudaDevice device = Gpu.Open();
        Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        CudaDouble.FailCalls("cuLaunchKernel", 700);
        CudaException first = Assert.Throws<CudaException>(network.Forward);
        Assert.Equal("CUDA_ERROR_ILLEGAL_ADDRESS", first.CodeName);
        CudaDouble.FailCalls("cuLaunchKernel", 0);
        CudaException second = Assert.Throws<CudaException>(network.Forward);
        Assert.Equal("", second.Call);
        Assert.Contains("cannot be used any more in this process since cuLaunchKernel", second.Message, StringComparison.Ordinal);
        network.Dispose();
        device.Dispose();
        Assert.Equal(0, CudaDouble.LiveObjects);
    }

    [Fact]
    public void What_nobody_disposes_of_is_freed_by_finalizers()
    {
        Forget();
        for (int i = 0; i < 5 && CudaDouble.LiveObjects > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(CudaDouble.LiveObjects == 0, string.Join(", ", CudaDouble.Live));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        Network network = SmallNetwork.Load(Gpu.Open());
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        network.Forward();
    }

    // Everything that a network does on a device, so often that passes are recorded and replayed.
    private static void Live()
    {
        using var device = new CudaDevice(new CudaOptions());
        using Network network = SmallNetwork.Load(device);
        using var cancellation = new CancellationTokenSource();
        for (int pass = 0; pass < 3; pass++)
        {
            network.Inputs[0].Set(SmallNetwork.Input(1, pass));
            network.Forward(pass == 2 ? cancellation.Token : CancellationToken.None);
            network.Backward(network["fc"][3], network["data"], ReluRule.Guided);
            Assert.All(network["prob"].Activation.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
            Assert.All(network["data"].Gradient.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        }
        using Network other = network.Share(2);
        other.Inputs[0].Set(SmallNetwork.Input(2, 5));
        other.Forward();
    }
}
