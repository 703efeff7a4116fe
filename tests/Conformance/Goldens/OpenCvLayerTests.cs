using CaffeSharpGen.Cpu;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Conformance.Goldens;

/// <summary>Single layers with outputs that Caffe itself computed (<c>../shared/opencv-layers</c>), from prototxt to numbers.</summary>
public sealed class OpenCvLayerTests
{
    [Theory]
    [InlineData("layer_convolution")]
    [InlineData("layer_lrn_channels")]
    [InlineData("layer_pooling_max")]
    [InlineData("layer_softmax")]
    public void Equals_Caffe(string name)
    {
        NetworkDefinition network = PrototxtNetwork.Compile(File.ReadAllText(SharedFolder.Require("opencv-layers", $"{name}.prototxt")));
        StepDefinition step = Assert.Single(network.Steps);
        Npy input = Npy.Load(SharedFolder.Require("opencv-layers", "blob.npy")), expected = Npy.Load(SharedFolder.Require("opencv-layers", $"{name}.npy"));
        Assert.Equal(Shape.Of(expected.Shape), network.Values[step.Outputs[0]].Shape.For(batchSize: expected.Shape[0]));
        Tensor[] weights = [];
        if (step.Weights.Length > 0)
        {
            using CaffeModel model = CaffeModel.Open(SharedFolder.Require("opencv-layers", $"{name}.caffemodel"));
            weights = [.. step.Weights.Select((shape, i) => Copy(model.Require(step.Layer, i, shape)))];
        }
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
        {
            using var device = new CpuDevice(kernels, 2);
            using var bound = new BoundOperation(
                device, step.Operation, [Shape.Of(input.Shape)], [Shape.Of(expected.Shape)], weights);
            Close.Relative(expected.Floats, bound.Forward([input.Floats])[0], 1e-5, $"{name}, {kernels}");
        }
    }

    private static Tensor Copy(WeightBlob blob) => new(blob.Shape, blob.Span.ToArray());
}
