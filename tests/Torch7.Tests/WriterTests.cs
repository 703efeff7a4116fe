using System.Globalization;
using CaffeSharpGen.Tests.Weights;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7.Tests;

public sealed class WriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ATableIsTheExpectedBytes()
    {
        var weight = Torch7Tensor.Copy<float>([1, 2, 3, 4, 5, 6], 2, 3);
        var table =
            new Torch7Table { ["w"] = weight, ["again"] = weight, [1] = true, ["empty"] = Torch7Tensor.Empty(Torch7ElementType.Double) };
        string path = folder.PathOf("a.t7");
        Torch7Writer.Write(path, table);
        Binary expected = new Binary().Table(1, 4)
            .String("w").Tensor(2, "torch.FloatTensor", [2, 3], [3, 1]).Floats(3, 1, 2, 3, 4, 5, 6)
            .String("again").Again(4, 2)
            .Number(1).Boolean(true)
            .String("empty").Tensor(4, "torch.DoubleTensor", [], []).Nil();
        Assert.Equal(expected.Bytes, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(Torch7Format.Binary64)]
    [InlineData(Torch7Format.Binary32)]
    [InlineData(Torch7Format.Ascii)]
    public void EverythingComesBack(Torch7Format format)
    {
        Torch7Table everything = SampleValues.Everything();
        string path = folder.PathOf("all.t7");
        Torch7Writer.Write(path, everything, format);
        using Torch7File file = Torch7File.Open(path);
        Assert.Equal(format, file.Format);
        Assert.Equal(everything.Written(), file.Value.Written());

        Torch7Node root = file.Root, linear = root["modules"][1];
        Assert.Same(file.Value, root["self"].Value);
        Assert.Same(file.Value, root["modules"][3].Object("old.Class").Body);
        Assert.Equal(double.NegativeInfinity, root[file.Value][-0.5].Number());
        Assert.Equal("größer\n", root["id"].Text());
        Assert.Same(linear["weight"].Tensor().Storage, linear["transposed"].Tensor().Storage);
        Assert.Equal([-2.5f, 5, 3e-30f, 6, float.NaN, 7], linear["transposed"].Tensor(3, 2).ToArray<float>());
        Assert.Equal([1L, -1, 12345678], root["types"][5].Storage().ToArray<long>());
        Assert.Equal([Math.PI, -0.0, double.Epsilon, double.MaxValue], root["types"][7].Tensor(2, 2).ToArray<double>());
    }

    /// <summary>Many small trees of every kind of value, with references back and across.</summary>
    [Fact]
    public void RandomValuesComeBack()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Torch7Value value = new RandomValue(seed).Make();
            byte[] expected = value.Written();
            foreach (Torch7Format format in Enum.GetValues<Torch7Format>())
            {
                using Torch7File file = Torch7File.Read($"seed {seed}", value.Written(format));
                Assert.Equal(expected, file.Value.Written());
            }
        }
    }

    // The expected texts are C's, of printf("%.9g") and printf("%.17g").
    [Theory]
    [InlineData(0.1, "0.100000001", "0.10000000000000001")]
    [InlineData(-1, "-1", "-1")]
    [InlineData(0, "0", "0")]
    [InlineData(-0.0, "-0", "-0")]
    [InlineData(0.0001, "9.99999975e-05", "0.0001")]
    [InlineData(0.001, "0.00100000005", "0.001")]
    [InlineData(1e-5, "9.99999975e-06", "1.0000000000000001e-05")]
    [InlineData(123456789, "123456792", "123456789")]
    [InlineData(1e9, "1e+09", "1000000000")]
    [InlineData(16777216, "16777216", "16777216")]
    [InlineData(1e16, "1.00000003e+16", "10000000000000000")]
    [InlineData(1e17, "9.99999984e+16", "1e+17")]
    [InlineData(1e22, "9.99999978e+21", "1e+22")]
    [InlineData(3.4028234663852886e38, "3.40282347e+38", "3.4028234663852886e+38")]
    [InlineData(1.1754943508222875e-38, "1.17549435e-38", "1.1754943508222875e-38")]
    [InlineData(1.401298464324817e-45, "1.40129846e-45", "1.4012984643248171e-45")]
    [InlineData(2.5, "2.5", "2.5")]
    [InlineData(double.PositiveInfinity, "inf", "inf")]
    [InlineData(double.NegativeInfinity, "-inf", "-inf")]
    public void NumbersInTextAreAsCPrintsThem(double value, string asFloat, string asDouble)
    {
        Assert.Equal($"1\n{asDouble}\n", ((Torch7Value)value).WrittenText());
        Assert.EndsWith($"\n1\n{asFloat}\n", Torch7Storage.Copy<float>([(float)value]).WrittenText());
        Assert.EndsWith($"\n2\n{asDouble} {asDouble}\n", Torch7Storage.Copy<double>([value, value]).WrittenText());
    }

    [Fact]
    public void NaNInTextHasItsSign()
    {
        float[] values = [float.CopySign(float.NaN, 1), float.CopySign(float.NaN, -1)];
        Torch7Storage storage = Torch7Storage.Copy<float>(values);
        Assert.EndsWith("\n2\nnan -nan\n", storage.WrittenText());
        Assert.Equal(storage.Written(), Torch7File.Read("nan", storage.Written(Torch7Format.Ascii)).Value.Written());
    }

    [Fact]
    public void AnyFloatComesBackFromTextBitForBit()
    {
        var random = new Random(9);
        var floats = new float[20_000];
        foreach (ref float value in floats.AsSpan())
        {
            do
                value = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32));
            while (float.IsNaN(value));
        }
        Torch7Storage read = Torch7File.Read("floats", Torch7Storage.Copy<float>(floats).Written(Torch7Format.Ascii)).Root.Storage();
        SampleLayers.AssertSameBits(floats, read.ToArray<float>());
        double[] doubles =
        [
            .. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite),
        ];
        Assert.Equal(
            doubles,
            Torch7File.Read("doubles", Torch7Storage.Copy<double>(doubles).Written(Torch7Format.Ascii)).Root.Storage().ToArray<double>());
    }

    /// <summary>A storage is written in pieces; nothing shows where one ends.</summary>
    [Fact]
    public void StoragesOfManyPiecesAreWhole()
    {
        int[] many = [.. Enumerable.Range(0, 40_000)];
        byte[] bytes = [.. many.Select(i => (byte)i)];
        Assert.EndsWith(
            $"\n40000\n{string.Join(' ', many.Select(i => i.ToString(CultureInfo.InvariantCulture)))}\n",
            Torch7Storage.Copy<int>(many).WrittenText());
        foreach (Torch7Format format in Enum.GetValues<Torch7Format>())
        {
            byte[] manyFile = Torch7Table.List([Torch7Tensor.Copy<int>([0], 1), Torch7Storage.Copy<int>(many), true]).Written(format);
            Assert.Equal(many, Torch7File.Read("many", manyFile).Root[2].Storage().ToArray<int>());
            long[] longs = [.. many.Select(i => (long)i)];
            byte[] longsFile = Torch7Table.List([Torch7Tensor.Copy<int>([0], 1), Torch7Storage.Copy<long>(longs), true]).Written(format);
            Assert.Equal(longs, Torch7File.Read("many", longsFile).Root[2].Storage().ToArray<long>());
            byte[] bytesFile = Torch7Table.List([Torch7Tensor.Copy<int>([0], 1), Torch7Storage.Copy<byte>(bytes), true]).Written(format);
            Assert.Equal(bytes, Torch7File.Read("many", bytesFile).Root[2].Storage().ToArray<byte>());
        }
    }

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = folder.PathOf("a.t7");
        File.WriteAllText(path, "old");
        string message = Assert.Throws<WeightException>(
            () => Torch7Writer.Write(path, Torch7Storage.Copy<long>([1, 1L << 31]), Torch7Format.Binary32)).Message;
        Assert.Equal($"{path}: the long 2147483648 is to be written; expected one of 32 bits, or the format Binary64", message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], folder.Files);
        Assert.Throws<WeightException>(() => Torch7Writer.Write(Path.Combine(path, "no", "folder"), true));
    }
}
