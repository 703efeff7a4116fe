using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Tests.Weights;

public sealed class MeanFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsReadBitForBit()
    {
        var random = new Random(3);
        var mean = new Tensor([1, 3, 17, 19]);
        foreach (ref float value in mean.Span)
            value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
        string path = folder.PathOf("mean.binaryproto");
        MeanFile.Write(path, mean);
        Tensor read = MeanFile.Read(path);
        Assert.Equal(mean.Shape, read.Shape);
        SampleLayers.AssertSameBits(mean.Span, read.Span);
        Assert.Equal([path], folder.Files);
    }

    [Fact]
    public void TheBytesAreThoseOfCaffe()
    {
        string path = folder.PathOf("mean.binaryproto");
        MeanFile.Write(path, new Tensor([3, 1, 2], new float[] { 1, 2, 3, 4, 5, 6 }));
        Assert.Equal(new Wire().Legacy(1, 3, 1, 2).Floats(5, 1, 2, 3, 4, 5, 6).Bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void EveryFormIsRead()
    {
        Wire[] forms =
        [
            new Wire().Legacy(1, 3, 1, 1).Floats(5, 104, 117, 123),
            new Wire().Floats(5, 104, 117).Shape(1, 3, 1, 1).Floats(5, 123).Floats(6, 9, 9),
            new Wire().Shape(3, 1, 1).Doubles(8, 104, 117, 123).Text(77, "unknown"),
            new Wire().Legacy(1, 3, 1, 1).Shape(99).Tag(5, 5).Raw(BitConverter.GetBytes(104f)).Tag(5, 5).Raw(BitConverter.GetBytes(117f)).Floats(5, 123),
        ];
        foreach (Wire form in forms)
        {
            Tensor mean = MeanFile.Read(folder.Write(form.Bytes));
            Assert.Equal([1, 3, 1, 1], mean.Shape);
            Assert.Equal([104, 117, 123], mean.Span);
        }
    }

    [Fact]
    public void WhatIsNoMeanIsRefused()
    {
        Refused(new Wire().Legacy(1, 3, 1, 1).Floats(5, 104, 117).Bytes, "2 values", "1×3×1×1", "expected 3");
        Refused(new Wire().Legacy(1, 3, 1, 1).Floats(5, 104, 117, 123).Bytes[..^2], "at byte ", "cut short");
        Refused(new Wire().Legacy(1, 3, -1, 1).Bytes, "1×3×-1×1", "expected lengths of 1");
        Refused(new Wire().Legacy(100_000, 100_000, 100_000, 100_000).Bytes, "0 values", "expected 100000000000000000000");
        Refused(new Wire().Shape(1, 1, 1, 1, 3).Floats(5, 1, 2, 3).Bytes, "1×1×1×1×3", "1 to 4 axes");
        Refused(new Wire().Shape([.. Enumerable.Repeat(1L, 5000)]).Floats(5, 1).Bytes, "1×1×1×1×1×…", "1 to 4 axes");
        Refused(new Wire().Floats(5, 1, 2, 3).Bytes, "no shape", "1 to 4 axes");
        // A length of two gigabytes in a file of a few bytes.
        Refused(new Wire().Legacy(1, 1, 1, 1).Tag(5, 2).Varint(int.MaxValue - 3).Raw(1, 2, 3, 4).Bytes, "at byte ");
        Refused(Wire.Model(new Wire().Shape(3).Floats(5, 1, 2, 3)), "no shape");
        Refused([0x93, .. "NUMPY"u8, 1, 0], "NumPy");
        Refused([.. "<!DOCTYPE html>"u8], "web page");
        Refused([], "the file is empty; expected a binaryproto");
        string missing = folder.PathOf("missing"), directory = Path.GetDirectoryName(missing)!;
        Assert.Contains($"{missing}: there is no such file", Assert.Throws<WeightException>(() => MeanFile.Read(missing)).Message);
        Assert.Contains($"{directory}: this is a folder", Assert.Throws<WeightException>(() => MeanFile.Read(directory)).Message);
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused()
    {
        string path = folder.PathOf("mean.binaryproto");
        Assert.Contains("1×1×1×1×1", Assert.Throws<WeightException>(() => MeanFile.Write(path, new Tensor([1, 1, 1, 1, 1]))).Message);
        Assert.Empty(folder.Files);
        string nowhere = folder.PathOf(Path.Combine("missing", "mean.binaryproto"));
        Assert.Contains(nowhere, Assert.Throws<WeightException>(() => MeanFile.Write(nowhere, new Tensor([1]))).Message);
    }

    private void Refused(byte[] file, params string[] parts)
    {
        string path = folder.Write(file);
        string message = Assert.Throws<WeightException>(() => MeanFile.Read(path)).Message;
        Assert.All([.. parts, path, "expected"], part => Assert.Contains(part, message));
    }
}
