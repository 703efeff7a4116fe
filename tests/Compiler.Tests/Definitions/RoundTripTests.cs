using System.Reflection;
using System.Text;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>A definition that was written as a table and read again is the same.</summary>
public sealed class RoundTripTests
{
    private static readonly float[] OddNumbers =
    [
        0, -0f, 1, -1, 0.1f, 1 / 3f, 1e-7f, -123456.789f, 16777217, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue,
        float.NaN, float.PositiveInfinity, float.NegativeInfinity,
    ];

    public static IEnumerable<TheoryDataRow<string>> OddNames => new[]
    {
        "", " ", "a b", " a", "a ", "''", "'", "\"", "\"\"\"", "\\", "\\u0041", "a\nb", "a\r\nb", "\t", "\0", "\u0001\u007f\u0085", "\u2028\u2029",
        "-", "+", "+ a", "=", "a=b", ",", ", ", "(", ")", "a(b)", "→", "×", "≤", "N", "scalar", "Input", "hidden", "inplace", "at=0", "0:a", "a:b", "#2",
        "~1", "ü", "ß", "漢字", "\U0001F600", "\ud800", "\udc00", "\udc00\ud800", "a\ud83d", "\ufffe\uffff", "\ufeff", "{0}", "//", "/* */", "<a>&b;",
    }.Select(name => new TheoryDataRow<string>(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(name))));

    [Fact]
    public void Of_every_network_in_models()
    {
        string[] names = [.. ModelText.NamesIn("."), .. ModelText.NamesIn("language").Select(name => $"language/{name}")];
        Assert.InRange(names.Length, 20, int.MaxValue);
        Assert.All(names, name => AssertSame(ModelText.Compile(name)));
    }

    [Fact]
    public void Of_every_public_network_that_compiles()
    {
        int compiled = 0;
        foreach (string path in Directory.EnumerateFiles(SharedFolder.Require("corpus", "valid"), "*.prototxt"))
        {
            ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(path));
            foreach (bool keepLoss in new[] { false, true })
            {
                if (NetworkCompiler.Compile(parsed.Root, new NetOptions(KeepLoss: keepLoss)).Network is not { } network)
                    continue;
                AssertSame(network);
                compiled++;
            }
        }
        Assert.InRange(compiled, 80, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(OddNames))]
    public void Of_odd_names(string hex)
    {
        string odd = "";
        byte[] bytes = Convert.FromHexString(hex);
        for (int i = 0; i < bytes.Length; i += 2)
            odd += (char)(bytes[i] << 8 | bytes[i + 1]);
        var shape = ValueShape.Of(Dim.N, 16, 2, 2);
        AssertSame(new NetworkDefinition(
            odd,
            [
                new ValueDefinition(odd, "Input", shape),
                new ValueDefinition($"{odd}a", odd, shape, Offset: 16),
                new ValueDefinition($"b{odd}", odd, shape, Inside: new InsideOf(1, 0)),
                new ValueDefinition($"{odd}{odd}c", odd, shape, Offset: 0),
                new ValueDefinition($"d{odd}{odd}", odd, shape),
                new ValueDefinition("whole", "Split", shape, Inside: new InsideOf(3, 16)),
            ],
            [
                new StepDefinition(odd, odd, new Op.Scale(), [0], [1], [[16]], []),
                new StepDefinition($"b{odd}", odd, new Op.Scale(), [1], [2], [[16]], [new WeightOwner(odd, 0)], IsInPlace: true),
                new StepDefinition($"{odd} ", odd, new Op.Copy(), [2], [3, 4], [], []),
                new StepDefinition("whole", "Split", new Op.Copy(), [3], [5], [], []),
            ],
            ArenaFloats: 640));
    }

    [Fact]
    public void Of_what_one_step_may_have()
    {
        var upper = ValueShape.Of(new Dim(200, IsPerImage: true, IsUpperBound: true), 7);
        AssertSame(new NetworkDefinition(
            "all",
            [
                new ValueDefinition("in", "Input", ValueShape.Of(Dim.N * 4, 3)),
                new ValueDefinition("second", "Input", ValueShape.Of()),
                new ValueDefinition("layer~1", "Made", upper, Offset: 32, IsHidden: true),
                new ValueDefinition("layer", "Made", ValueShape.Of(new Dim(5, IsUpperBound: true), 1), Offset: 1L << 40),
                new ValueDefinition("layer:top", "Made", ValueShape.Of(), Inside: new InsideOf(4, 3)),
            ],
            [
                new StepDefinition("layer", "Made", new Op.Scale(2, true), [0, 1, 0], [2], [[], [3, 1], [2]], [null, new WeightOwner("w", 3), null]),
                new StepDefinition("layer", "Made", new Op.Scale(), [2], [3, 4], [[7]], [], IsFused: true, FirstBlob: 3),
            ],
            ArenaFloats: 1L << 41));
        AssertSame(new NetworkDefinition("", [new ValueDefinition("only", "Input", ValueShape.Of(1))], [], 0));
    }

    public static IEnumerable<TheoryDataRow<string>> Operations => AllOperations.Types.Select(type => new TheoryDataRow<string>(type.Name));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Of_every_argument_of_every_operation(string kind)
    {
        Type type = AllOperations.Types.Single(type => type.Name == kind);
        ConstructorInfo constructor = type.GetConstructors().Single();
        ParameterInfo[] parameters = constructor.GetParameters();
        object?[] plain = [.. parameters.Select(parameter => Values(parameter).First())];
        for (int i = 0; i < parameters.Length; i++)
        {
            foreach (object? value in Values(parameters[i]))
            {
                object?[] arguments = [.. plain];
                arguments[i] = value;
                AssertSame(Of((Operation)constructor.Invoke(arguments)));
            }
        }
        AssertSame(Of((Operation)constructor.Invoke(plain)));
    }

    private static IEnumerable<object?> Values(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        return type == typeof(float) ? OddNumbers.Cast<object?>()
            : type == typeof(bool) ? [false, true]
            : type == typeof(int) ? [1, 0, -1, 7, int.MaxValue, int.MinValue]
            : type == typeof(string) ? ["", "a", "{ 'feat_stride': 16 }", "a b=c\n→"]
            : type == typeof(int?) ? new object?[] { null, 0, 1, -1 }
            : type.IsEnum ? Enum.GetValues(type).Cast<object?>()
            : type == typeof(EquatableArray<int>) ? [default(EquatableArray<int>), (EquatableArray<int>)[0], (EquatableArray<int>)[-3, int.MaxValue, 0]]
            : type == typeof(EquatableArray<float>) ? [default(EquatableArray<float>), (EquatableArray<float>)[-0f], (EquatableArray<float>)[.. OddNumbers]]
            : throw new NotSupportedException($"{parameter.Member.DeclaringType!.Name} has an argument of type {type}: give this test values of it");
    }

    private static NetworkDefinition Of(Operation operation) => new(
        "one",
        [new ValueDefinition("in", "Input", ValueShape.Of(1)), new ValueDefinition("it", operation.Kind, ValueShape.Of(1))],
        [new StepDefinition("it", operation.Kind, operation, [0], [1], [], [])],
        ArenaFloats: 0);

    private static void AssertSame(NetworkDefinition network)
    {
        string[] lines = [.. TableWriter.Lines(network)];
        Assert.All(lines, line => Assert.DoesNotContain('\n', line));
        foreach (string end in new[] { "\n", "\r\n" })
        {
            NetworkDefinition read = TableReader.Read(Encoding.UTF8.GetBytes(string.Join(end, lines)), AllOperations.Read);
            Assert.Equal(network, read);
            // Zeros of both signs are equal: the text tells them apart.
            Assert.Equal(lines, TableWriter.Lines(read));
        }
    }
}
