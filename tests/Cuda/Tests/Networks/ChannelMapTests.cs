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
