using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

public sealed class CaffeModelWriterTests : IDisposable
{
    private static readonly LayerTensors Small = new("fc", "InnerProduct", [new Tensor([2, 3], new float[] { 1, -2, 3, -4, 5, -6 }), new Tensor([2])]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CaffeModelFormat.V2, 7)]
    [InlineData(CaffeModelFormat.V1, 4)]
    public void WhatIsWrittenIsReadBitForBit(CaffeModelFormat format, int mostAxes)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            List<LayerTensors> layers = SampleLayers.Random(new Random(seed), mostAxes);
            string path = folder.PathOf($"{seed}.caffemodel");
            CaffeModelWriter.Write(path, "ein Netz", layers, format);
            using CaffeModel model = CaffeModel.Open(path);
            Assert.Equal("ein Netz", model.NetName);
            Assert.Equal(layers.Count, model.Layers.Count);
            foreach ((LayerTensors expected, LayerWeights actual) in layers.Zip(model.Layers))
            {
                Assert.Equal((expected.Name, expected.Type, expected.Blobs.Count), (actual.Name, actual.Type, actual.Blobs.Count));
                foreach ((Tensor tensor, WeightBlob blob) in expected.Blobs.Zip(actual.Blobs))
                {
                    int[] missing = format == CaffeModelFormat.V1 ? [.. Enumerable.Repeat(1, 4 - tensor.Shape.Rank)] : [];
                    Assert.Equal(Shape.Of([.. missing, .. tensor.Shape.Dimensions]), blob.Shape);
                    SampleLayers.AssertSameBits(tensor.Span, blob.Span);
                }
            }
        }
    }

    [Fact]
    public void V2IsTheExpectedBytes()
    {
        string path = folder.PathOf("a.caffemodel");
        CaffeModelWriter.Write(path, "net", [Small]);
        byte[] expected = Wire.Model(new Wire().Shape(2, 3).Floats(5, 1, -2, 3, -4, 5, -6), new Wire().Shape(2).Floats(5, 0, 0));
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void V1IsTheExpectedBytes()
    {
        string path = folder.PathOf("a.caffemodel");
        CaffeModelWriter.Write(path, "net", [Small], CaffeModelFormat.V1);
        Wire layer = new Wire().Text(4, "fc").Number(5, 14)
            .Message(6, new Wire().Legacy(1, 1, 2, 3).Floats(5, 1, -2, 3, -4, 5, -6))
            .Message(6, new Wire().Legacy(1, 1, 1, 2).Floats(5, 0, 0));
        Assert.Equal(new Wire().Text(1, "net").Message(2, layer).Bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("alexnet_tiny.caffemodel")]
    [InlineData("vgg16_tiny.caffemodel")]
    public void ARealFileComesBackBitForBit(string name)
    {
        using CaffeModel original = CaffeModel.Open(SharedFolder.Require("golden", "models", name));
        foreach (CaffeModelFormat format in Enum.GetValues<CaffeModelFormat>())
        {
            string path = folder.PathOf($"{format}.caffemodel");
            // Such types as Input are younger than the V1 format; what has no weights need not be written.
            IEnumerable<LayerTensors> layers = original.Layers.Where(layer => layer.Blobs.Count > 0)
                .Select(layer => new LayerTensors(layer.Name, layer.Type, [.. layer.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))]));
            CaffeModelWriter.Write(path, original.NetName, layers, format);
            using CaffeModel copy = CaffeModel.Open(path);
            LayerWeights[] expected = [.. original.Layers.Where(layer => layer.Blobs.Count > 0)];
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Select(layer => layer.Name), copy.Layers.Select(layer => layer.Name));
            foreach (LayerWeights layer in expected)
            {
                for (int i = 0; i < layer.Blobs.Count; i++)
                    SampleLayers.AssertSameBits(layer.Blobs[i].Span, copy.Require(layer.Name, i, WithoutOnes(layer.Blobs[i].Shape)).Span);
            }
        }
    }

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = folder.PathOf("a.caffemodel");
        CaffeModelWriter.Write(path, "old", [Small]);
        byte[] before = File.ReadAllBytes(path);
        IEnumerable<LayerTensors> Failing()
        {
            yield return Small;
            throw new InvalidOperationException("the caller's");
        }
        Assert.Equal("the caller's", Assert.Throws<InvalidOperationException>(() => CaffeModelWriter.Write(path, "new", Failing())).Message);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], folder.Files);
    }

    [Fact]
    public void AnOldFileIsReplaced()
    {
        string path = folder.Write([1, 2, 3]);
        CaffeModelWriter.Write(path, "new", [Small]);
        using CaffeModel model = CaffeModel.Open(path);
        Assert.Equal("new", model.NetName);
        Assert.Equal([path], folder.Files);
    }

    [Fact]
    public void WhatTheFormatLacksIsRefused()
    {
        string path = folder.PathOf("a.caffemodel");
        void Refused(LayerTensors layer, CaffeModelFormat format, params string[] parts)
        {
            string message = Assert.Throws<WeightException>(() => CaffeModelWriter.Write(path, "n", [layer], format)).Message;
            Assert.All(parts.Append(path), part => Assert.Contains(part, message));
            Assert.Empty(folder.Files);
        }
        Refused(new LayerTensors("bn", "BatchNorm", []), CaffeModelFormat.V1, "'bn'", "'BatchNorm'", "V2");
        Refused(new LayerTensors("c", "Convolution", [new Tensor([1]), new Tensor([1, 2, 3, 4, 5])]), CaffeModelFormat.V1, "blob 1", "'c'", "1×2×3×4×5", "at most 4");
        Refused(new LayerTensors("c", "Convolution", [new Tensor(Shape.Of([.. Enumerable.Repeat(1, 33)]))]), CaffeModelFormat.V2, "blob 0", "at most 32");
        Assert.Contains("no layers", Assert.Throws<WeightException>(() => CaffeModelWriter.Write(path, "n", [])).Message);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void APlaceThatCannotBeWrittenIsNamed()
    {
        string path = folder.PathOf(Path.Combine("missing", "a.caffemodel"));
        Assert.Contains(path, Assert.Throws<WeightException>(() => CaffeModelWriter.Write(path, "n", [Small])).Message);
        string occupied = folder.PathOf("folder");
        Directory.CreateDirectory(occupied);
        Assert.Contains(occupied, Assert.Throws<WeightException>(() => CaffeModelWriter.Write(occupied, "n", [Small])).Message);
        Assert.Equal([occupied], folder.Files);
    }

    private static Shape WithoutOnes(Shape shape)
    {
        int ones = 0;
        while (ones < shape.Rank - 1 && shape[ones] == 1)
            ones++;
        return Shape.Of(shape.Dimensions[ones..]);
    }
}
