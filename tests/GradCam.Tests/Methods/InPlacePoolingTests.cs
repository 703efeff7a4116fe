using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.GradCam.Tests.Methods;

/// <summary>
/// Pooling and Flatten over the blob of a layer (NVIDIA/caffe#230): each version of the blob is a value, and what Caffe keeps of it fits
/// the first no more.
/// </summary>
public sealed class InPlacePoolingTests
{
    private static readonly float[] data = [.. Enumerable.Range(0, 16).Select(i => (i * 5 % 16 - 8) / 8f)];

    [Fact]
    public void Each_version_of_the_blob_is_a_value()
    {
        using InPlacePooling network = Run();
        Assert.Equal(
            ["1×1×4×4", "1×1×4×4", "1×1×2×2", "1×4"], network.Network.Hooks.Skip(1).Select(hook => hook.Shape.ToString()));
        float[] maxima = [.. new[] { 0, 2, 8, 10 }.Select(corner => MathF.Tanh(new[] { 0, 1, 4, 5 }.Max(offset => data[corner + offset])))];
        Close.Relative(maxima, network.Flat.Activation.Span, 1e-6);
    }

    [Fact]
    public void Grad_CAM_over_what_Caffe_keeps_says_that_it_does_not_fit()
    {
        using InPlacePooling network = Run();
        string message = Assert.Throws<ArgumentException>(
            () => network.GradCam(network.Conv1, network.Flat[1], asCaffeStoresIt: true)).Message;
        Assert.Contains("'conv1' (1×1×4×4)", message, StringComparison.Ordinal);
        Assert.Contains("'flat', 1×4", message, StringComparison.Ordinal);
        Assert.Equal([1, 4, 4], network.GradCam(network.Conv1, network.Flat[1]).Map.Shape.Dimensions);
    }

    private static InPlacePooling Run()
    {
        InPlacePooling network = InPlacePooling.Load(new MemoryWeights([]));
        network.Data.Set(data);
        network.Forward();
        return network;
    }
}
