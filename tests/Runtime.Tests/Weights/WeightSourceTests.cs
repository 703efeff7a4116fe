using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

public sealed class WeightSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatDoesNotFitIsNamedWithFileLayerAndBothShapes()
    {
        string path = folder.PathOf("a.caffemodel");
        CaffeModelWriter.Write(path, "n", [new LayerTensors("relu", "ReLU", []), new LayerTensors("fc", "InnerProduct", [new Tensor([4, 6])])]);
        using CaffeModel model = CaffeModel.Open(path);
        string Message(string layer, int index, Shape expected) => Assert.Throws<WeightException>(() => model.Require(layer, index, expected)).Message;
        Assert.Equal($"{path}: blob 0 of layer 'fc' has shape 4×6; expected 4×5", Message("fc", 0, [4, 5]));
        Assert.Equal($"{path}: blob 0 of layer 'fc' has shape 4×6; expected 24", Message("fc", 0, [24]));
        Assert.Equal($"{path}: blob 0 of layer 'fc' has shape 4×6; expected 1×4×6", Message("fc", 0, [1, 4, 6]));
        Assert.Equal($"{path}: layer 'fc' has 1 blob(s); expected also blob 1 of shape 4", Message("fc", 1, [4]));
        Assert.Equal($"{path}: there are no weights of layer 'fc6'; expected blob 0 of shape 4×6", Message("fc6", 0, [4, 6]));
        Assert.Equal($"{path}: there are no weights of layer 'relu'; expected blob 0 of shape 1", Message("relu", 0, [1]));
    }

    [Fact]
    public void AxesOfLengthOneInFrontDoNotMatter()
    {
        using var weights = new MemoryWeights([new LayerTensors("a", "Scale", [new Tensor([1, 1, 2, 3]), new Tensor([2, 1, 3]), new Tensor([1]), new Tensor([])])]);
        Assert.Equal(6, weights.Require("a", 0, [2, 3]).Span.Length);
        Assert.Equal(6, weights.Require("a", 0, [1, 1, 2, 3]).Span.Length);
        Assert.Throws<WeightException>(() => weights.Require("a", 1, [1, 3]));
        Assert.Throws<WeightException>(() => weights.Require("a", 1, [2, 3]));
        Assert.Equal(1, weights.Require("a", 2, []).Span.Length);
        Assert.Equal(1, weights.Require("a", 3, [1]).Span.Length);
    }

    [Fact]
    public void MemoryWeightsAreACopy()
    {
        var tensor = new Tensor([2], new float[] { 1, 2 });
        using var weights = new MemoryWeights([new LayerTensors("a", "Bias", []), new LayerTensors("a", "Bias", [tensor])]);
        tensor[0] = 7;
        Assert.Equal([1, 2], weights.Require("a", 0, [2]).Span);
        Assert.Equal(2, weights.Layers.Count);
    }
}
