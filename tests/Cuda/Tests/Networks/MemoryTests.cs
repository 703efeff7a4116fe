using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Testing;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>What a device says of its memory is what the driver gave.</summary>
[Collection(nameof(Gpu))]
public sealed class MemoryTests
{
    private readonly long usedByOthers, pinnedByOthers;

    public MemoryTests()
    {
        // What earlier tests forgot goes first.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        (usedByOthers, pinnedByOthers) = (CudaDouble.UsedMemory, CudaDouble.PinnedMemory);
    }

    [Theory]
    [InlineData(9, 32L << 20)]
    [InlineData(8, 4L << 20)]
    public void A_device_without_networks_has_the_workspace_of_cuBLAS(int computeCapability, long bytes)
    {
        CudaDouble.Reset();
        CudaDouble.ComputeCapability = (computeCapability, 0);
        using var device = new CudaDevice(new CudaOptions());
        Assert.Equal(new MemoryUse(Weights: 0, Values: 0, Workspaces: bytes, Pinned: 0), Now(device));
    }

    [Fact]
    public void Each_number_is_what_the_driver_gave_and_all_comes_back()
    {
        CudaDevice device = Gpu.Open();
        MemoryUse alone = Now(device);
        Network network = SmallNetwork.Load(device, 2);
        MemoryUse loaded = Now(device);
        // Of those whose normalization is folded, and of their shifts, no more than of the file.
        long file = SmallNetwork.Definition.Steps.Sum(step => step.Weights.Sum(shape => (long)shape.Count * sizeof(float)));
        Assert.InRange(loaded.Weights, file / 2, file + 16 * 20);

        network.Inputs[0].Set(SmallNetwork.Input(2, 1));
        network.Forward();
        MemoryUse forward = Now(device);
        Assert.True(forward.Values > loaded.Values || forward.Values > alone.Values, $"{alone}, {loaded}, {forward}");
        network.Backward(network["fc"][1], network["data"]);
        MemoryUse backward = Now(device);
        Assert.True(backward.Values >= forward.Values + network["data"].Shape.Count * sizeof(float), $"{forward}, {backward}");
        int mapped = network["data"].Gradient.Span.Length;
        MemoryUse read = Now(device);
        Assert.Equal(backward.Pinned + mapped * sizeof(float), read.Pinned);
        Assert.Equal((backward.Weights, backward.Values, backward.Workspaces), (read.Weights, read.Values, read.Workspaces));

        // Passes allocate what they need once.
        for (int pass = 0; pass < 3; pass++)
        {
            network.Forward();
            network.Backward(network["fc"][1], network["data"]);
        }
        Assert.Equal(read, Now(device));

        network.Dispose();
        MemoryUse left = Now(device);
        // Transfers of all networks go through the same pieces.
        Assert.Equal(alone with { Pinned = left.Pinned }, left);
        Assert.InRange(left.Pinned, 1, read.Pinned - mapped * sizeof(float));
        device.Dispose();
        Assert.Equal(new MemoryUse(), device.Memory);
        Assert.Equal((usedByOthers, pinnedByOthers), (CudaDouble.UsedMemory, CudaDouble.PinnedMemory));
    }

    [Fact]
    public void Networks_on_one_device_add_up_and_instances_of_one_share_its_weights()
    {
        using CudaDevice device = Gpu.Open();
        MemoryUse alone = Now(device);
        Network first = SmallNetwork.Load(device), second = SmallNetwork.Load(device);
        MemoryUse idle = Now(device);
        Run(first);
        MemoryUse one = Now(device);
        Run(second);
        MemoryUse two = Now(device);
        Assert.Equal(idle.Weights, two.Weights);
        Assert.Equal(one.Values - idle.Values, two.Values - one.Values);
        Assert.Equal(one.Workspaces - idle.Workspaces, two.Workspaces - one.Workspaces);

        Network instance = second.Share(1);
        Run(instance);
        MemoryUse three = Now(device);
        Assert.Equal(two.Weights, three.Weights);
        Assert.True(three.Values > two.Values);

        first.Dispose();
        instance.Dispose();
        MemoryUse rest = Now(device);
        Assert.Equal((two.Weights - alone.Weights) / 2, rest.Weights);
        Assert.Equal((two.Values - alone.Values) / 2, rest.Values);
        second.Dispose();
        Assert.Equal((0, 0), (Now(device).Weights, Now(device).Values));

        static void Run(Network network)
        {
            network.Inputs[0].Set(SmallNetwork.Input(1, 1));
            network.Forward();
            network.Backward(network["fc"][1], network["data"]);
        }
    }

    // What the device says, which is what the double has given it.
    private MemoryUse Now(CudaDevice device)
    {
        MemoryUse use = Assert.NotNull(device.Memory);
        Assert.Equal(CudaDouble.UsedMemory - usedByOthers, use.OnDevice);
        Assert.Equal(CudaDouble.PinnedMemory - pinnedByOthers, use.Pinned);
        return use;
    }
}
