using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Cpu;
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
        NetworkModel network = PrototxtNetwork.Compile(File.ReadAllText(SharedFolder.Require("opencv-layers", $"{name}.prototxt")));
        StepModel step = Assert.Single(network.Steps);
        Npy input = Npy.Load(SharedFolder.Require("opencv-layers", "blob.npy")), expected = Npy.Load(SharedFolder.Require("opencv-layers", $"{name}.npy"));
        // The prototxt's shapes are those of one image; the arrays hold two.
        Assert.Equal(expected.Shape[1..], network.Values[step.Outputs[0]].Shape.Dimensions.Skip(1));
        Tensor[] weights = [];
        if (step.Weights.Any())
        {
            using CaffeModel model = CaffeModel.Open(SharedFolder.Require("opencv-layers", $"{name}.caffemodel"));
            weights = [.. step.Weights.Select((shape, i) => Copy(model.Require(step.Name, i, Shape.Of([.. shape.Dimensions]))))];
        }
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
        {
            using var device = new CpuDevice(kernels, 2);
            using var bound = new BoundOperation(
                device, OperationFactory.Create(step.Operation), [Shape.Of(input.Shape)], [Shape.Of(expected.Shape)], weights);
            Close.Relative(expected.Floats, bound.Forward([input.Floats])[0], 1e-5, $"{name}, {kernels}");
        }
    }

    private static Tensor Copy(WeightBlob blob) => new(blob.Shape, blob.Span.ToArray());
}
