using System.Reflection;
using CaffeSharpGen.Compiler.Problems;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CaffeSharpGen.Generator.Tests.Diagnostics;

/// <summary>Each kind of problem: its id, its severity, where exactly it stands, and that it says whose fault it is and what would be right.</summary>
public sealed class DiagnosticTests
{
    private const string Conv = """layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 } }""";

    private static readonly Case[] Cases =
    [
        new(ProblemCodes.Syntax, DiagnosticSeverity.Error, """layer { name: "conv" convolution_param { num_output [|8|] } }""", "after the field 'num_output' a ':' and a value", "not '8'"),
        new(ProblemCodes.Syntax, DiagnosticSeverity.Error, """layer { name: [|"conv|]""" + "\n}", "not closed", "a \" is missing"),
        new(ProblemCodes.Syntax, DiagnosticSeverity.Error, """layer { name: "conv" [||]""", "the file ends inside a message", "'}' is missing"),
        new(ProblemCodes.WrongValue, DiagnosticSeverity.Error, """
            layer {
              name: "conv" type: "Convolution" bottom: "data" top: "conv"
              convolution_param { num_output: [|"ten"|] kernel_size: 3 }
            }
            """, "layer 'conv'", "'num_output' is \"ten\"", "an integer from 0 to 2147483647"),
        new(ProblemCodes.WrongValue, DiagnosticSeverity.Error, """
            layer { name: "pool" type: "Pooling" bottom: "data" top: "pool" pooling_param { kernel_size: 2 pool: [|MAXX|] } }
            """, "layer 'pool'", "'pool' is MAXX", "MAX, AVE, STOCHASTIC", "did you mean 'MAX'?"),
        new(ProblemCodes.WrongValue, DiagnosticSeverity.Error, """
            layer { name: "pool" type: "Pooling" bottom: "data" top: "pool" pooling_param { kernel_size [|{|] } } }
            """, "layer 'pool'", "'kernel_size' takes a value after ':'"),
        new(ProblemCodes.UnknownField, DiagnosticSeverity.Error, """
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
                    convolution_param { num_output: 2 kernel_size: 3
                                        [|stirde|]: 2 } }
            """, "layer 'conv'", "ConvolutionParameter has no field 'stirde'", "did you mean 'stride'?", "CaffeIgnoreFields=\"stirde\""),
        new(ProblemCodes.RepeatedField, DiagnosticSeverity.Error, """
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 [|num_output|]: 3 } }
            """, "layer 'conv'", "'num_output' stands more than once", "one value only"),
        new(ProblemCodes.Legacy, DiagnosticSeverity.Error, """[|layers|] { name: "conv" bottom: "data" top: "conv" }""", "layer 'conv' has no type", "such as type: CONVOLUTION"),
        new(ProblemCodes.Legacy, DiagnosticSeverity.Error, Conv + "\n" + """[|layers|] { name: "relu" type: RELU bottom: "conv" top: "conv" }""", "'layer' (today's format) and 'layers' (the old one)", "use one of them"),
        new(ProblemCodes.InputShape, DiagnosticSeverity.Error, """  [|input|]: "data" """ + "\n" + Conv, "input 'data'", "1 inputs and 0 shapes", "input_shape", "CaffeInputShape", "1,3,224,224") { Input = "" },
        new(ProblemCodes.InputShape, DiagnosticSeverity.Error, """[|layer|] { name: "train" type: "Data" top: "data" data_param { batch_size: 8 } }""" + "\n" + Conv,
            "layer 'train' (Data)", "does not say the shape of its top 'data'", "CaffeInputShape", "1,3,224,224") { Input = "" },
        new(ProblemCodes.Layer, DiagnosticSeverity.Error, """
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 [|group|]: 2 } }
            """, "layer 'conv' (Convolution)", "group"),
        new(ProblemCodes.Layer, DiagnosticSeverity.Error, """
            [|layer|] { name: "both" type: "Eltwise" bottom: "data" top: "both" }
            """, "layer 'both' (Eltwise)", "it has 1 bottom", "at least 2 are needed"),
        new(ProblemCodes.Layer, DiagnosticSeverity.Error, Conv + "\n" + """
              [|layer|] { name: "conv" type: "InnerProduct" bottom: "conv" top: "fc" inner_product_param { num_output: 2 } }
            """, "layer 'conv' (InnerProduct), which computes 'fc'", "(Convolution) that computes 'conv'", "both have weights", "a name of its own"),
        new(ProblemCodes.UnknownLayerType, DiagnosticSeverity.Error, """
            # A comment, ümläute and all, moves nothing.
            [|layer|] { name: "conv" type: "Convolutoin" bottom: "data" top: "conv" }
            """, "layer 'conv'", "'Convolutoin'", "did you mean 'Convolution'?"),
        new(ProblemCodes.UnknownBottom, DiagnosticSeverity.Error, Conv + "\n" + """  [|layer|] { name: "relu" type: "ReLU" bottom: "cnov" top: "relu" }""",
            "layer 'relu' (ReLU)", "no earlier layer has a top 'cnov'", "did you mean 'conv'?"),
        new(ProblemCodes.DuplicateTop, DiagnosticSeverity.Error, Conv + "\n" + """  [|layer|] { name: "relu" type: "ReLU" bottom: "data" top: "conv" }""",
            "layer 'relu' (ReLU)", "its top 'conv' is already the top of layer 'conv' (Convolution)", "rename one of them"),
        new(ProblemCodes.UnalignedCrop, DiagnosticSeverity.Warning, """
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 pad: 5 } }
            [|layer|] { name: "crop" type: "Crop" bottom: "conv" bottom: "data" top: "crop" }
            """, "layer 'crop' (Crop)", "4 pixels apart", "crop_param { offset: 4 }", "CaffeAlignCrop=\"true\""),
        new(ProblemCodes.Renamed, DiagnosticSeverity.Info, """layer { type: "ReLU" bottom: "data" top: "a" name: [|"forward"|] }""", "'forward' is the member Forward_2", "Forward is taken"),
        new(ProblemCodes.Renamed, DiagnosticSeverity.Info, """layer { name: "a-b" type: "ReLU" bottom: "data" top: "b" } layer { name: [|"a/b"|] type: "ReLU" bottom: "b" top: "c" }""",
            "'a/b' is the member A_B_2", "A_B is taken"),
        new(ProblemCodes.Renamed, DiagnosticSeverity.Info, """layer { type: "ReLU" bottom: "data" top: [|"load"|] }""", "'load' is the member Load_2", "Load is taken"),
        new(ProblemCodes.Renamed, DiagnosticSeverity.Info, """
            layer { name: "load" type: "Input" top: [|"load"|] input_param { shape { dim: 1 dim: 3 } } }
            layer { type: "ReLU" bottom: "load" top: "b" }
            """, "'load' is the member Load_2", "Load is taken") { Input = "" },
    ];

    [Theory]
    [MemberData(nameof(CaseNumbers))]
    public void A_problem_says_what_and_where(int number)
    {
        (string id, DiagnosticSeverity severity, string marked, string[] said) = Cases[number];
        (string text, LinePositionSpan expected) = WithoutMarks(Cases[number].Input + marked);
        var run = new GeneratorRun(new Prototxt("folder/problem.prototxt", text));
        Diagnostic problem = Assert.Single(run.Diagnostics);
        FileLinePositionSpan span = problem.Location.GetLineSpan();
        Assert.Equal((id, severity, "folder/problem.prototxt", expected), (problem.Id, problem.Severity, span.Path, span.Span));
        Assert.Equal(LocationKind.ExternalFile, problem.Location.Kind);
        Assert.All(said, part => Assert.Contains(part, problem.GetMessage()));
        if (severity == DiagnosticSeverity.Error)
            run.RequireDraft();
        else
            Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.CompilerMessages());
    }

    // Through the generator it can come only once two dialects that there are have a type of one name.
    [Fact]
    public void That_several_dialects_have_a_type_is_information_at_the_layer()
    {
        (string text, LinePositionSpan expected) = WithoutMarks("""
            input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
              [|layer|] { name: "warp" type: "Warp" bottom: "data" top: "warp" }
            """);
        Diagnostic problem = Assert.Single(ForkCompilation.Diagnose("folder/problem.prototxt", text));
        Assert.Equal(
            (ProblemCodes.SeveralDialects, DiagnosticSeverity.Info, expected),
            (problem.Id, problem.Severity, problem.Location.GetLineSpan().Span));
        Assert.Contains("Ssd and OpenCv have this type", problem.GetMessage());
    }

    // Of the metadata there are more cases in MetadataTests.
    [Fact]
    public void Every_code_has_a_case()
    {
        IEnumerable<string> codes = typeof(ProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Equal(
            codes.Except([ProblemCodes.Metadata, ProblemCodes.SeveralDialects]).Order(StringComparer.Ordinal),
            Cases.Select(each => each.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_wrong_layers_are_reported_at_once()
    {
        var run = new GeneratorRun(new Prototxt("a.prototxt", """
            input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
            layer { name: "a" type: "Nothing" bottom: "data" top: "a" }
            layer { name: "after a" type: "ReLU" bottom: "a" top: "b" }
            layer { name: "c" type: "ReLU" bottom: "nowhere" top: "c" }
            """));
        Assert.Equal([(ProblemCodes.UnknownLayerType, 1), (ProblemCodes.UnknownBottom, 3)], run.Diagnostics.Select(message => (message.Id, message.Location.GetLineSpan().StartLinePosition.Line)));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_end_in_every_way(string end)
    {
        var run = new GeneratorRun(new Prototxt("a.prototxt", string.Join(end, "# one", "", "layer {", "  name: 5", "}")));
        Assert.Equal(new LinePositionSpan(new(3, 8), new(3, 9)), Assert.Single(run.Diagnostics).Location.GetLineSpan().Span);
    }

    public static IEnumerable<TheoryDataRow<int>> CaseNumbers => Enumerable.Range(0, Cases.Length).Select(number => new TheoryDataRow<int>(number) { TestDisplayName = $"{Cases[number].Id} {Cases[number].Said[0]}" });

    // [| and |] stand around what the problem is about.
    private static (string Text, LinePositionSpan Span) WithoutMarks(string marked)
    {
        string[] parts = marked.Split(["[|", "|]"], StringSplitOptions.None);
        return (string.Concat(parts), new LinePositionSpan(Position(parts[0]), Position(parts[0] + parts[1])));
    }

    private static LinePosition Position(string before) => new(before.Count(c => c == '\n'), before.Length - (before.LastIndexOf('\n') + 1));

    private sealed record Case(string Id, DiagnosticSeverity Severity, string Text, params string[] Said)
    {
        public string Input { get; init; } = """input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }""" + "\n";
    }
}
