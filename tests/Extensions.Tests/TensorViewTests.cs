using System.Numerics.Tensors;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Extensions.Tests;

/// <summary>Tensors as views of System.Numerics.Tensors.</summary>
public sealed class TensorViewTests
{
    [Fact]
    public void A_view_has_the_shape_and_the_elements_of_the_tensor()
    {
        var tensor = new Tensor([2, 3, 4]);
        for (int i = 0; i < 24; i++)
            tensor[i] = i;
        TensorSpan<float> view = tensor.AsTensorSpan();
        Assert.Equal([2, 3, 4], view.Lengths);
        Assert.Equal(17, view[1, 1, 1]);
        view[1, 1, 1] = -1;
        Assert.Equal(-1, tensor[17]);
        ReadOnlyTensorSpan<float> readOnly = tensor.AsReadOnlyTensorSpan();
        Assert.Equal(23, readOnly[1, 2, 3]);
        Assert.Equal(23, System.Numerics.Tensors.Tensor.Max(readOnly));
        Assert.Throws<ArgumentException>(() => { _ = new CaffeSharpGen.Tensor([]).AsTensorSpan(); });
    }

    [Fact]
    public void Values_of_networks_have_views()
    {
        using SceneNet network = SceneNet.Load(SharedFolder.InRepository("models", "scenes.caffemodel"), Device.Scalar(), batchSize: 2);
        network.Data.Set(new float[2 * SceneNet.Shapes.Data.Count]);
        network.Forward();
        ReadOnlyTensorSpan<float> view = network.Relu5.Activation.AsReadOnlyTensorSpan();
        Assert.Equal([2, 96, 16, 16], view.Lengths);
        Assert.Equal(network.Relu5.Activation[1, 2, 3, 4], view[1, 2, 3, 4]);
    }
}
