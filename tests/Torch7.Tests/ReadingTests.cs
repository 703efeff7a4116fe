namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Everything that the format can say, from files that were put together by hand.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void SimpleValuesAreRead()
    {
        Assert.Same(Torch7Value.Nil, new Binary().Nil().Read().Value);
        Assert.Equal(-0.1, new Binary().Number(-0.1).Read().Root.Number());
        Assert.Equal("größer", new Binary().String("größer").Read().Root.Text());
        Assert.Equal("", new Binary().String("").Read().Root.Text());
        Assert.True(new Binary().Boolean(true).Read().Root.Boolean());
        Assert.False(new Binary().Boolean(false).Read().Root.Boolean());
    }

    [Fact]
    public void SimpleValuesAreReadFromText()
    {
        Assert.Same(Torch7Value.Nil, Look.Ascii("0\n").Value);
        Assert.Equal(-0.1, Look.Ascii("1\n-0.10000000000000001\n").Root.Number());
        Assert.Equal("a b\n", Look.Ascii("2\n4\na b\n\n").Root.Text());
        Assert.Equal("", Look.Ascii("2\n0\n").Root.Text());
        // Blanks at the beginning belong to the string.
        Assert.Equal("\n  x", Look.Ascii("2\n4\n\n  x\n").Root.Text());
        Assert.True(Look.Ascii("5\n1\n").Root.Boolean());
        // As an editor or a transfer may leave it.
        Assert.Equal("ab", Look.Ascii("2\r\n2\r\nab\r\n\r\n").Root.Text());
        Assert.Equal(5, Look.Ascii("1\n5").Root.Number());
    }

    [Theory]
    [InlineData("1e-05", 1e-5)]
    [InlineData("+2.5E3", 2500)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("-nan", double.NaN)]
    [InlineData("4.9406564584124654e-324", double.Epsilon)]
    [InlineData("1e999", double.PositiveInfinity)]
    public void NumbersAreReadAsCPrintsThem(string text, double expected)
    {
        double number = Look.Ascii($"1\n{text}\n").Root.Number();
        Assert.Equal(expected, number);
        Assert.Equal(text[0] == '-', double.IsNegative(number));
    }

    [Fact]
    public void BytesThatAreNoTextAreKept()
    {
        var value = (Torch7String)new Binary().Int(2, 3).Raw(0xFF, 0, 0x41).Read().Value;
        Assert.Equal([0xFF, 0, 0x41], value.Bytes.ToArray());
        Assert.Equal("\uFFFD\0A", value.Text);
    }

    [Fact]
    public void TablesAreKeyedByAnything()
    {
        Binary binary = new Binary().Table(1, 6)
            .String("lr").Number(0.5)
            .Number(2).String("two")
            .Boolean(false).Boolean(true)
            .Table(2, 0).String("of an empty table")
            .Torch(3, "nn.Identity").Table(4, 0).Again(3, 2)
            .Floats(5, 1, 2).Number(7);
        using Torch7File file = binary.Read();
        Torch7Table table = file.Root.Table();
        Assert.Equal(6, table.Count);
        Assert.Equal(0.5, file.Root["lr"].Number());
        Assert.Equal("two", file.Root[2].Text());
        Assert.True(file.Root[false].Boolean());
        Torch7Value[] keys = [.. table.Select(entry => entry.Key)];
        Assert.Equal("of an empty table", file.Root[keys[3]].Text());
        // Another empty table is another key.
        Assert.False(file.Root.TryFind(new Torch7Table(), out _));
        Assert.Equal("nn.Identity", ((Torch7Object)keys[4]).ClassName);
        Assert.Same(keys[3], table[keys[4]]);
        Assert.Equal([1, 2], ((Torch7Storage)keys[5]).ToArray<float>());
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void AnEntryOfNilIsNone()
    {
        using Torch7File file = new Binary().Table(1, 3).String("a").Nil().String("b").Number(2).String("a").Number(3).Read();
        Assert.Equal(3, file.Root["a"].Number());
        Assert.Equal(2, file.Root.Table().Count);
        Torch7Table table = file.Root.Table();
        table["a"] = Torch7Value.Nil;
        Assert.Equal(["b"], table.Select(entry => ((Torch7String)entry.Key).Text));
        Assert.Same(Torch7Value.Nil, table["a"]);
    }

    [Fact]
    public void SharedAndCyclicReferencesAreOneThing()
    {
        // t = { self = t, [t] = { up = t }, object = o }, o.owner = o, o.table = t
        Binary binary = new Binary().Table(1, 3)
            .String("self").Again(3, 1)
            .Again(3, 1).Table(2, 1).String("up").Again(3, 1)
            .String("object").Torch(3, "my.Class", "V 12").Table(4, 2).String("owner").Again(4, 3).String("table").Again(3, 1);
        using Torch7File file = binary.Read();
        Torch7Table root = file.Root.Table();
        Assert.Same(root, file.Root["self"]["self"].Value);
        Assert.Same(root, file.Root[root]["up"].Value);
        Torch7Object own = file.Root["object"].Object("my.Class");
        Assert.Equal(12, own.Version);
        Assert.Same(own, file.Root["object"]["owner"]["table"]["object"].Value);
        Assert.Equal((3, 4), (own.Index, ((Torch7Table)own.Body).Index));
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void TensorsShareTheirStorage()
    {
        Binary binary = new Binary().Table(1, 2)
            .Number(1).Tensor(2, "torch.FloatTensor", [2, 2], [3, 1], offset: 2).Floats(3, 0, 1, 2, 3, 4, 5)
            .Number(2).Tensor(4, "torch.FloatTensor", [3], [2]).Again(4, 3);
        using Torch7File file = binary.Read();
        Torch7Tensor first = file.Root[1].Tensor(2, 2), second = file.Root[2].Tensor(3);
        Assert.Same(first.Storage, second.Storage);
        Assert.Equal((1, 0), (first.Offset, second.Offset));
        Assert.Equal([1, 2, 4, 5], first.ToArray<float>());
        Assert.Equal([0, 2, 4], second.ToArray<float>());
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void EmptyTensorsNeedNoStorage()
    {
        Binary binary = new Binary().Tensor(1, "torch.CudaTensor", [], []).Nil();
        using Torch7File file = binary.Read();
        Torch7Tensor tensor = file.Root.Tensor();
        Assert.Equal((0, 0, true, null), (tensor.Sizes.Length, tensor.Count, tensor.IsContiguous, tensor.Storage));
        Assert.Empty(tensor.ToArray<double>());
        Assert.Equal([0], tensor.ToTensor().Shape);
        Assert.Equal([0], tensor.ToWeights().Shape);
        Assert.True(tensor.TryView(out ReadOnlySpan<float> view) && view.IsEmpty);
        Assert.Equal(binary.Bytes, file.Value.Written());
        // Some have one.
        Assert.NotNull(new Binary().Tensor(1, "torch.FloatTensor", [], []).Floats(2, 1).Read().Root.Tensor().Storage);
        Assert.Equal(0, new Binary().Tensor(1, "torch.FloatTensor", [3, 0], [0, 1]).Floats(2).Read().Root.Tensor(3, 0).Count);
    }

    public static TheoryData<string, Torch7ElementType, byte[], double[]> Types => new()
    {
        { "Byte", Torch7ElementType.Byte, [0, 255], [0, 255] },
        { "Char", Torch7ElementType.Char, [127, 128], [127, -128] },
        { "Short", Torch7ElementType.Short, [1, 0, 0, 128], [1, -32768] },
        { "Int", Torch7ElementType.Int, [1, 0, 0, 0, 0, 0, 0, 128], [1, int.MinValue] },
        { "Long", Torch7ElementType.Long, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128], [1, long.MinValue] },
        { "Half", Torch7ElementType.Half, [0, 0x38, 0, 0xFC], [0.5, double.NegativeInfinity] },
        { "Float", Torch7ElementType.Float, [0, 0, 0, 0x3F, 0, 0, 0x80, 0xFF], [0.5, double.NegativeInfinity] },
        { "Double", Torch7ElementType.Double, [0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0x9A, 0x99, 0x99, 0x99, 0x99, 0x99, 0xB9, 0x3F], [0.5, 0.1] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void EveryTypeIsReadAlsoFromCuda(string name, Torch7ElementType type, byte[] bytes, double[] expected)
    {
        string[] prefixes = type == Torch7ElementType.Float ? [name, "Cuda", "Cl"] : [name, $"Cuda{name}"];
        foreach (string prefix in prefixes)
        {
            Binary binary = new Binary().Tensor(1, $"torch.{prefix}Tensor", [2], [1]).Storage(2, $"torch.{prefix}Storage", 2, bytes);
            using Torch7File file = binary.Read();
            Torch7Tensor tensor = file.Root.Tensor(2);
            Assert.Equal((type, type, Torch7Format.Binary64), (tensor.ElementType, tensor.Storage!.ElementType, file.Format));
            Assert.Equal(expected, tensor.ToArray<double>());
            Assert.Equal(expected, tensor.Storage!.ToArray<double>());
            Assert.Equal([(float)expected[0], (float)expected[1]], tensor.ToTensor().Span);
            Assert.Equal(binary.Bytes, file.Value.Written());
            using Torch7File text = Torch7File.Read("text", file.Value.Written(Torch7Format.Ascii));
            Assert.Equal((Torch7Format.Ascii, $"torch.{prefix}Tensor"), (text.Format, text.Root.Tensor().ClassName));
            Assert.Equal(binary.Bytes, text.Value.Written());
        }
    }

    [Fact]
    public void LongsOf32BitsAreRecognized()
    {
        Binary binary = new Binary(4).Table(1, 2)
            .String("size").Storage(2, "torch.LongStorage", 3, 1, 0, 0, 0, 2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF)
            .String("weight").Tensor(3, "torch.FloatTensor", [1, 2], [2, 1]).Floats(4, 8, 9);
        using Torch7File file = binary.Read();
        Assert.Equal(Torch7Format.Binary32, file.Format);
        Assert.Equal([1L, 2, -1], file.Root["size"].Storage().ToArray<long>());
        // They cannot be looked at where they lie, as they would be as integers.
        Assert.False(file.Root["size"].Storage().TryView(out ReadOnlySpan<long> _));
        Assert.False(file.Root["size"].Storage().TryView(out ReadOnlySpan<int> _));
        Assert.Equal([8, 9], file.Root["weight"].Tensor(1, 2).ToArray<float>());
        Assert.Equal(binary.Bytes, file.Value.Written(Torch7Format.Binary32));
        // With long longs it is the same file in the other format.
        using Torch7File wide = Torch7File.Read("wide", file.Value.Written());
        Assert.Equal(Torch7Format.Binary64, wide.Format);
        Assert.Equal(binary.Bytes, wide.Value.Written(Torch7Format.Binary32));
    }

    [Fact]
    public void FilesOlderThanVersionsAreRead()
    {
        Binary binary = new Binary().Torch(1, "nn.Linear", version: null).Table(2, 2)
            .String("weight").Tensor(3, "torch.DoubleTensor", [1], [1], version: null)
            .Torch(4, "torch.DoubleStorage", version: null).Long(1).Raw(BitConverter.GetBytes(2.5))
            .String("odd").Torch(5, "V of a class", version: null).Nil();
        using Torch7File file = binary.Read();
        Assert.Equal(0, file.Root.Object("nn.Linear").Version);
        Assert.Equal((0, 0), (file.Root["weight"].Tensor(1).Version, file.Root["weight"].Tensor(1).Storage!.Version));
        Assert.Equal([2.5], file.Root["weight"].Tensor(1).ToArray<double>());
        Assert.Equal("V of a class", file.Root["odd"].Object().ClassName);
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void FunctionsAreKeptWithTheirCode()
    {
        Binary binary = new Binary().Table(1, 4)
            .Number(1).Int(8, 2).Text("\x1bLJ code").Table(3, 1)
                .Number(1).Table(4, 2).String("name").String("self").String("value").Again(8, 2)
            .Number(2).Int(7, 5).Text("older").Table(6, 1).Number(1).Again(3, 1)
            .Number(3).Int(6).Text("oldest").Table(7, 1).Number(1).Number(9)
            .Number(4).Again(7, 5);
        using Torch7File file = binary.Read();
        var function = (Torch7Function)file.Root[1].Value;
        Assert.Equal("\x1bLJ code"u8, function.Code.Span);
        Assert.Same(function, ((Torch7Table)((Torch7Table)function.Upvalues)[1])["value"]);
        Assert.Same(file.Value, ((Torch7Table)((Torch7Function)file.Root[2].Value).Upvalues)[1]);
        Assert.Equal("oldest"u8, ((Torch7Function)file.Root[3].Value).Code.Span);
        Assert.Same(file.Root[2].Value, file.Root[4].Value);
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void UnknownClassesAreNamedObjects()
    {
        Binary binary = new Binary().Torch(1, "somebody.Thing", "V 3").Table(2, 1)
            .String("inner").Torch(3, "other.Thing").String("not a table");
        using Torch7File file = binary.Read();
        Assert.Equal(("somebody.Thing", 3), (file.Root.Object().ClassName, file.Root.Object().Version));
        Assert.Equal("not a table", ((Torch7String)file.Root["inner"].Object("other.Thing").Body).Text);
        Assert.Equal(binary.Bytes, file.Value.Written());
    }

    [Fact]
    public void TextIsReadAsTorchWritesIt()
    {
        const string Text = "3\n1\n3\n" // a table, number 1, of three entries
            + "2\n1\nw\n4\n2\n3\nV 1\n17\ntorch.FloatTensor\n2\n2 2\n2 1\n1\n4\n3\n3\nV 1\n18\ntorch.FloatStorage\n4\n-0.174916103 inf "
            + "9.99999975e-06 2\n"
            + "2\n1\nb\n4\n4\n3\nV 1\n17\ntorch.ByteStorage\n5\n1 2\n\n\n"
            + "2\n1\ne\n4\n5\n3\nV 1\n17\ntorch.LongStorage\n0\n";
        using Torch7File file = Look.Ascii(Text);
        Assert.Equal([-0.174916103f, float.PositiveInfinity, 1e-5f, 2], file.Root["w"].Tensor(2, 2).ToArray<float>());
        Assert.Equal("1 2\n\n"u8, file.Root["b"].Storage().ToArray<byte>());
        Assert.Equal(0, file.Root["e"].Storage().Count);
        Assert.Equal(Text, file.Value.WrittenText());
    }

    [Fact]
    public void AFileMayNestAsDeeplyAsItLikes()
    {
        const int Depth = 200_000;
        var binary = new Binary();
        for (int i = 1; i <= Depth; i++)
            _ = i % 3 == 0 ? binary.Torch(i, "n.N") : binary.Table(i, 1).Boolean(true);
        byte[] bytes = binary.Again(3, 1).Bytes;
        using Torch7File file = Torch7File.Read("deep", bytes);
        int depth = 0;
        for (Torch7Value value = file.Value; depth == 0 || value != file.Value; depth++)
            value = value is Torch7Object inner ? inner.Body : ((Torch7Table)value)[true];
        Assert.Equal(Depth, depth);
        Assert.Equal(bytes, file.Value.Written());
    }

    /// <summary>The same with every level inside a key.</summary>
    [Fact]
    public void KeysMayNestAsDeeplyAsTheyLike()
    {
        const int Depth = 100_000;
        var binary = new Binary();
        for (int i = 1; i <= Depth; i++)
            binary.Table(i, 1);
        binary.Number(0);
        for (int i = 1; i <= Depth; i++)
            binary.Boolean(true);
        using Torch7File file = binary.Read();
        Assert.Equal(binary.Bytes, file.Value.Written());
    }
}
