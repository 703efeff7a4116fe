using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>Everything that protobuf and the history of Caffe's formats allow.</summary>
public sealed class CaffeModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void FloatsInOnePieceAreReadWhereverTheyLie()
    {
        for (int padding = 0; padding < 8; padding++)
        {
            byte[] file = Wire.Model(new Wire().Text(99, new string('x', padding)).Shape(3).Floats(5, 1.5f, -2.25f, float.MaxValue));
            Assert.Equal([1.5f, -2.25f, float.MaxValue], Read(file, [3]));
        }
    }

    [Fact]
    public void ALinkIsFollowed()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(Wire.Model(new Wire().Shape(2).Floats(5, 1, 2))), link = folder.PathOf("link.caffemodel");
        File.CreateSymbolicLink(link, file);
        using CaffeModel model = CaffeModel.Open(link);
        Assert.Equal([1, 2], model.Layers[0].Blobs[0].Span);
    }

    [Fact]
    public void PiecesAndSingleValuesAreJoinedInOrder()
    {
        Assert.Equal([1, 2, 3], Read(Wire.Model(new Wire().Floats(5, 1, 2).Shape(3).Floats(5, 3)), [3]));
        Wire unpacked = new Wire().Shape(3);
        foreach (float value in (float[])[1, 2, 3])
            unpacked.Tag(5, 5).Raw(BitConverter.GetBytes(value));
        Assert.Equal([1, 2, 3], Read(Wire.Model(unpacked), [3]));
        Wire mixed = new Wire().Tag(5, 5).Raw(BitConverter.GetBytes(1f)).Floats(5).Floats(5, 2, 3).Tag(5, 5).Raw(BitConverter.GetBytes(4f)).Legacy(1, 1, 2, 2);
        Assert.Equal([1, 2, 3, 4], Read(Wire.Model(mixed), [2, 2]));
        Assert.Equal([7], Read(Wire.Model(new Wire().Tag(5, 5).Raw(BitConverter.GetBytes(7f)).Shape(1)), [1]));
    }

    [Fact]
    public void DoublesAndHalvesAreConverted()
    {
        Assert.Equal([0.1f, float.PositiveInfinity, -3], Read(Wire.Model(new Wire().Shape(3).Doubles(8, 0.1, 1e300, -3)), [3]));
        Assert.Equal([1, 2], Read(Wire.Model(new Wire().Shape(2).Tag(8, 1).Raw(BitConverter.GetBytes(1.0)).Tag(8, 1).Raw(BitConverter.GetBytes(2.0))), [2]));
        Assert.Equal([0.5f, -65504, 5.9604645e-8f], Read(Wire.Model(new Wire().Shape(3).Number(10, 2).Halves(12, (Half)0.5f, Half.MinValue, Half.Epsilon)), [3]));
        // The type may stand behind the bytes.
        Assert.Equal([0.5f], Read(Wire.Model(new Wire().Shape(1).Halves(12, (Half)0.5f).Number(10, 2)), [1]));
        Assert.Equal([0.5f, 2], Read(Wire.Model(new Wire().Shape(2).Doubles(12, 0.5, 2).Number(10, 0)), [2]));
        Assert.Equal([0.5f, 2], Read(Wire.Model(new Wire().Shape(2).Floats(12, 0.5f, 2)), [2]));
        Assert.Equal([4, 5], Read(Wire.Model(new Wire().Shape(2).Floats(5, 1, 2, 3).Doubles(8, 4, 5)), [2]));
    }

    [Fact]
    public void ShapesAreReadInEveryForm()
    {
        Assert.Equal([2, 3], Stored(new Wire().Shape(2, 3).Floats(5, new float[6])));
        Assert.Equal([2, 3], Stored(new Wire().Message(7, new Wire().Number(1, 2).Number(1, 3)).Floats(5, new float[6])));
        Assert.Equal([1, 1, 2, 3], Stored(new Wire().Legacy(1, 1, 2, 3).Floats(5, new float[6])));
        Assert.Equal([1, 1, 2, 3], Stored(new Wire().Shape(6).Legacy(1, 1, 2, 3).Floats(5, new float[6])));
        Assert.Equal([], Stored(new Wire().Shape().Floats(5, 1)));
        Assert.Equal([], Stored(new Wire().Floats(5, 1)));
        Assert.Equal([0, 3], Stored(new Wire().Shape(0, 3)));
        Assert.Equal([3, 0], Stored(new Wire().Shape(3, 0).Doubles(8)));
    }

    [Fact]
    public void TheOldestFormatIsRead()
    {
        Wire v0 = new Wire().Text(1, "fc8").Text(2, "innerproduct").Message(50, new Wire().Legacy(1, 1, 1, 2).Floats(5, 3, 4));
        string path = folder.Write(new Wire().Message(2, new Wire().Message(1, v0).Text(2, "fc7").Text(3, "fc8")).Bytes);
        using CaffeModel model = CaffeModel.Open(path);
        Assert.Equal(("fc8", "innerproduct"), (model.Layers[0].Name, model.Layers[0].Type));
        Assert.Equal([3, 4], model.Require("fc8", 0, [2]).Span);
    }

    [Fact]
    public void TypesOfTheLegacyFormatHaveTodaysNames()
    {
        string path = folder.Write(new Wire().Message(2, new Wire().Number(5, 4)).Message(2, new Wire().Number(5, 39)).Message(2, new Wire().Number(5, 40)).Bytes);
        using CaffeModel model = CaffeModel.Open(path);
        Assert.Equal(["Convolution", "Deconvolution", "40"], model.Layers.Select(layer => layer.Type));
    }

    [Fact]
    public void UnknownFieldsOfEveryWireTypeAreSkipped()
    {
        Wire Odd() => new Wire().Number(1000, long.MaxValue).Tag(1001, 1).Raw(new byte[8]).Text(1002, "…").Tag(1003, 5).Raw(new byte[4])
            .Tag(1004, 3).Number(1, 5).Tag(2, 3).Text(3, "inner").Tag(2, 4).Tag(1004, 4).Tag(536870911, 0).Varint(0);
        // Fields that the reader knows, but of another wire type, are unknown as well.
        Wire blob = new Wire().Raw(Odd().Bytes).Text(1, "no number").Number(7, 3).Number(5, 3).Number(12, 3).Shape(1).Raw(Odd().Bytes).Floats(5, 8);
        Wire layer = new Wire().Raw(Odd().Bytes).Number(1, 3).Number(2, 3).Number(7, 3).Text(1, "fc").Message(7, blob);
        string path = folder.Write(new Wire().Raw(Odd().Bytes).Number(1, 3).Number(2, 3).Number(100, 3).Message(100, layer).Raw(Odd().Bytes).Bytes);
        using CaffeModel model = CaffeModel.Open(path);
        Assert.Equal([8], model.Require("fc", 0, [1]).Span);
    }

    [Fact]
    public void DamageIsNamedWithItsPlace()
    {
        Damaged(Wire.Model(new Wire().Shape(3).Floats(5, 1, 2)), "2 values", "shape 3", "expected 3");
        Damaged(Wire.Model(new Wire().Shape(1).Block(5, [1, 2, 3, 4, 5])), "5 bytes of data", "a multiple of 4");
        Damaged(Wire.Model(new Wire().Shape(2).Block(5, [1, 2, 3]).Block(5, [1, 2, 3, 4, 5])), "a piece of 3 bytes", "a multiple of 4");
        Damaged(Wire.Model(new Wire().Shape(1).Block(12, [1]).Number(10, 3)), "raw data of type 3", "2 (half)");
        Damaged(Wire.Model(new Wire().Shape(-1)), "shape -1", "lengths of 0");
        Damaged(Wire.Model(new Wire().Shape(1L << 40)), "shape 1099511627776");
        Damaged(Wire.Model(new Wire().Shape(1 << 20, 1 << 20)), "at most 2147483647 elements");
        // The product is 0, but no tensor can have these lengths.
        Damaged(Wire.Model(new Wire().Shape(int.MaxValue, int.MaxValue, 0)), "at most 2147483647 elements");
        Damaged(Wire.Model(new Wire().Shape([.. Enumerable.Repeat(1L, 33)]).Floats(5, 1)), "more than 32 axes");
        Damaged(new Wire().Message(100, new Wire()).Tag(100, 2).Varint(50).Raw(1, 2, 3).Bytes, "a field of 50 bytes", "3 bytes that are left");
        Damaged(new Wire().Message(100, new Wire()).Tag(0, 2).Bytes, "field number 0");
        Damaged(new Wire().Message(100, new Wire()).Tag(9, 6).Bytes, "wire type 6");
        Damaged(new Wire().Message(100, new Wire()).Tag(9, 4).Bytes, "the end of a group 9");
        Damaged(new Wire().Message(100, new Wire()).Tag(9, 3).Tag(8, 4).Bytes, "the end of a group 8");
        Damaged(new Wire().Message(100, new Wire()).Tag(9, 3).Bytes, "end of the message");
        Damaged(new Wire().Message(100, new Wire()).Tag(9, 1).Raw(1).Bytes, "1 bytes", "8");
        Damaged(new Wire().Message(100, new Wire()).Raw([.. Enumerable.Repeat((byte)0xFF, 11)]).Bytes, "more than 10 bytes");
        Damaged(new Wire().Message(100, new Wire()).Raw([.. Enumerable.Repeat((byte)(9 << 3 | 3), 100_000)]).Bytes, "a group inside");
        Damaged(new Wire().Message(100, new Wire().Block(1, new byte[(1 << 20) + 1])).Bytes, "at most 1 MiB");
    }

    /// <summary>Caffe upgrades the old ones and drops today's.</summary>
    [Fact]
    public void LayersOfBothFormatsAreRefused()
    {
        Wire old = new Wire().Text(4, "old"), today = new Wire().Text(1, "new"), oldest = new Wire().Message(1, new Wire().Text(1, "oldest"));
        Refused(new Wire().Message(2, old).Message(100, today).Bytes, "'layers' of the old format, such as 'old'", "'layer' of today's, such as 'new'");
        Refused(new Wire().Message(100, today).Message(2, old).Bytes, "'layers' of the old format, such as 'old'", "'layer' of today's, such as 'new'");
        Refused(new Wire().Message(100, today).Message(100, today).Message(2, oldest).Message(100, today).Bytes, "such as 'oldest'", "such as 'new'");
        // Both of the old field: the first two formats share it.
        using CaffeModel model = CaffeModel.Open(folder.Write(new Wire().Message(2, old).Message(2, oldest).Bytes));
        Assert.Equal(["old", "oldest"], model.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void OtherFilesAreRecognized()
    {
        Refused([0x89, .. "HDF\r\n\u001a\n"u8], "HDF5");
        Refused([.. "PK\u0003\u0004 and so on"u8], "zip");
        Refused([0x1F, 0x8B, 8, 0], "gzip");
        Refused([0x93, .. "NUMPY"u8, 1, 0], "NumPy");
        Refused([4, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0], "Torch7");
        Refused([.. "version https://git-lfs.github.com/spec/v1\n"u8], "Git LFS");
        Refused([.. "<!DOCTYPE html><html>"u8], "web page");
        Refused([.. "\n\n  <!doctype html>"u8], "web page");
        Refused([0xEF, 0xBB, 0xBF, .. "<HTML>"u8], "web page");
        Refused([.. "name: \"VGG_ILSVRC_16_layers\"\nlayers {"u8], "a text file");
        Refused([], "empty");
        // A protobuf message without layers, such as a mean file.
        Refused(new Wire().Legacy(1, 3, 1, 1).Floats(5, 1, 2, 3).Bytes, "no layers");
        string missing = folder.PathOf("missing.caffemodel"), directory = Path.GetDirectoryName(missing)!;
        Assert.Contains($"{missing}: there is no such file", Assert.Throws<WeightException>(() => CaffeModel.Open(missing)).Message);
        Assert.Contains($"{directory}: this is a folder", Assert.Throws<WeightException>(() => CaffeModel.Open(directory)).Message);
    }

    /// <summary>A name of 32 to 126 letters makes the whole head of a good file printable.</summary>
    [Fact]
    public void ALongNetNameIsNotTakenForText()
    {
        string name = new('n', 60);
        string path = folder.Write(new Wire().Text(1, name).Message(100, new Wire().Text(1, "a")).Bytes);
        using CaffeModel model = CaffeModel.Open(path);
        Assert.Equal(name, model.NetName);
    }

    private float[] Read(byte[] file, Shape shape)
    {
        using CaffeModel model = CaffeModel.Open(folder.Write(file));
        return model.Require("fc", 0, shape).Span.ToArray();
    }

    private int[] Stored(Wire blob)
    {
        using CaffeModel model = CaffeModel.Open(folder.Write(Wire.Model(blob)));
        Shape shape = model.Layers[0].Blobs[0].Shape;
        Assert.Equal(shape.Count, model.Layers[0].Blobs[0].Span.Length);
        return shape.Dimensions.ToArray();
    }

    private void Damaged(byte[] file, params string[] parts) => Refused(file, [.. parts, "at byte "]);

    private void Refused(byte[] file, params string[] parts)
    {
        string path = folder.Write(file);
        string message = Assert.Throws<WeightException>(() => CaffeModel.Open(path)).Message;
        Assert.All([.. parts, path, "expected"], part => Assert.Contains(part, message));
    }
}
