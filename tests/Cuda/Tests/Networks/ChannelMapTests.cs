using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Devices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Interop;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Cuda.Testing;
using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Cuda.Tests.Networks;

/// <summary>Maps of Grad-CAM on the device: those of the CPU, and nothing but the map is transferred.</summary>
[Collection(nameof(Gpu))]
public sealed class ChannelMapTests
{
    [Theory]
    [InlineData("sum", 1)]
    [InlineData("left", 1)]
    [InlineData("conv1", 1)]
    [InlineData("both", 3)]
    public void They_are_those_of_the_CPU(string layer, int batchSize)
    {
        using CudaDevice device = Gpu.Open();
        using Device cpu = Device.Cpu(1);
        using Network actual = SmallNetwork.Load(device, batchSize), expected = SmallNetwork.Load(cpu, batchSize);
        for (int pass = 0; pass < 4; pass++)
        {
            foreach (Network network in new[] { actual, expected })
            {
                network.Inputs[0].Set(SmallNetwork.Input(batchSize, pass));
                network.Forward();
            }
            for (int image = 0; image < batchSize; image++)
            {
                Tensor map = expected.GradCam(expected[layer], expected["fc"][pass], image).Map;
                Close.Relative(map.Span, actual.GradCam(actual[layer], actual["fc"][pass], image).Map.Span, 1e-5, $"{layer}, pass {pass}, image {image}");
            }
        }
        Assert.Equal(batchSize == 1, CudaDouble.Log.ContainsKey("launch:weighted_sum"));
    }

    [Fact]
    public unsafe void It_is_written_where_a_pointer_says()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device, 2);
        network.Inputs[0].Set(SmallNetwork.Input(2, 1));
        network.Forward();
        float[] expected = network.GradCam(network["sum"], network["fc"][2], image: 1).Map.Span.ToArray(), actual = new float[expected.Length];
        using var memory = new DeviceMemory(device.Context, (nuint)expected.Length * sizeof(float));
        using (CudaContext.Turn turn = device.Context.Enter())
        {
            nint stream;
            Assert.Equal(0, Driver.cuStreamCreate(&stream, 1));
            network.GradCamToDevice(network["sum"], network["fc"][2], (nint)memory.Pointer, stream, image: 1);
            device.Context.Staging.Download(memory.Pointer, actual);
            Assert.Equal(0, Driver.cuStreamDestroy_v2(stream));
        }
        Close.Relative(expected, actual, 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.GradCamToDevice(network["sum"], network["fc"][2], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.GradCamToDevice(network["sum"], network["fc"][2], 256, image: 2));
        using Device cpu = Device.Cpu(1);
        using Network there = SmallNetwork.Load(cpu);
        Assert.Throws<NotSupportedException>(() => there.GradCamToDevice(there["sum"], there["fc"][2], 256));
    }

    [Fact]
    public void Only_the_map_is_transferred()
    {
        using CudaDevice device = Gpu.Open();
        using Network network = SmallNetwork.Load(device);
        network.Inputs[0].Set(SmallNetwork.Input(1, 1));
        network["sum"].Keep();
        network.Forward();
        long before = CudaDouble.Log.GetValueOrDefault("cuMemcpyDtoHAsync_v2");
        network.GradCam(network["sum"], network["fc"][2]);
        Assert.Equal(before + 1, CudaDouble.Log["cuMemcpyDtoHAsync_v2"]);
    }
}
