using System.Text.RegularExpressions;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Names;

/// <summary>
/// A prototxt with errors gives its class as far as it can be read. So code that uses the class compiles, and the errors of the prototxt are
/// the only ones that its user sees.
/// </summary>
public sealed class DraftTests
{
    private const string Input = """input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }""";
    private const string Conv = """layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 4 kernel_size: 3 } }""";
    private const string Relu = """layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }""";
    private const string Fc = """layer { name: "fc/8" type: "InnerProduct" bottom: "conv1" top: "fc8" inner_product_param { num_output: 2 } }""";
    private const string Prob = """layer { name: "prob" type: "Softmax" bottom: "fc8" top: "prob" }""";

    // All that a program may do with the network.
    private const string Program = """
        using System;
        using CaffeSharpGen;
        using CaffeSharpGen.GradCam;
        using CaffeSharpGen.Weights;
        namespace Demo;
        static class Program
        {
            static void Run(WeightSource weights)
            {
                using Net net = Net.Load("net.caffemodel"), batch = Net.Load("net.caffemodel", Device.Cpu(), batchSize: 4);
                using Net other = Net.Load(weights, leaveOpen: true), shared = net.Share(), large = net.Share(batchSize: 8);
                net.Data.Set(new float[Net.Shapes.Data.Count]);
                Span<float> rows = stackalloc float[Net.Shapes.Data.Height * Net.Shapes.Data.Width * Net.Shapes.Data.Channels];
                InputHook<Net> input = net.Data;
                Hook<Net> conv = net.Conv1;
                net.ForwardTo(net.Relu1, net.Fc_8);
                net.Forward();
                foreach (Score score in net.Prob.Top(5))
                    Console.WriteLine($"{score} of {Net.Shapes.Prob.Channels}");
                net.Backward(net.Fc_8[1], [net.Conv1, net.Data]);
                Explanation map = net.GradCam(at: net.Relu1, of: net.Fc_8[net.Prob.Top(1)[0].Index]);
                Make<Net>(weights).Dispose();
            }

            static T Make<T>(WeightSource weights) where T : CompiledNetwork<T>, ICompiledNetwork<T> => T.Load(weights);
        }
        """;

    // Each row is a network with one thing wrong, at any place in the text.
    public static TheoryData<string, string> Broken => new()
    {
        { "no quote at the end", Good().Replace("\"conv1\" type", "\"conv1 type") },
        { "no quote at the beginning", Good().Replace("name: \"relu1\"", "name: relu1\"") },
        { "no quotes", Good().Replace("\"conv1\"", "conv1") },
        { "no quotes around a type", Good().Replace("\"Softmax\"", "Softmax") },
        { "no quotes around a name with a sign", Good().Replace("\"fc/8\"", "fc/8") },
        { "no colon", Good().Replace("name: \"conv1\"", "name \"conv1\"") },
        { "no value", Good().Replace("num_output: 4", "num_output:") },
        { "no value of a name", Good().Replace("name: \"conv1\"", "name:") },
        { "no top", Good().Replace("top: \"prob\"", "") },
        { "no input", Good().Replace(Input, "") },
        { "an input that cannot be read", Good().Replace("input: \"data\"", "input:") },
        { "no brace behind a parameter", Good().Replace("kernel_size: 3 } }", "kernel_size: 3 }") },
        { "no brace in front of a parameter", Good().Replace("convolution_param {", "convolution_param") },
        { "no brace in front of a layer", Good().Replace("layer { name: \"conv1\"", "layer name: \"conv1\"") },
        { "no layer in front of a brace", Good().Replace("layer { name: \"conv1\"", "{ name: \"conv1\"") },
        { "a brace too many", Good().Replace("kernel_size: 3 } }", "kernel_size: 3 } } }") },
        { "a brace too many in a layer", Good().Replace("type: \"ReLU\"", "type: \"ReLU\" }") },
        { "the end is missing", Good()[..^3] },
        { "a brace is missing in front of a bottom", Good().Replace("layer { name: \"relu1\"", "layer { name: \"relu1\" relu_param { negative_slope: 0") },
        { "a sign that has no meaning", Good().Replace("num_output: 4", "num_output = 4") },
        { "a comment of C", Good().Replace(Relu, "// the first\n" + Relu) },
        { "a number that is none", Good().Replace("kernel_size: 3", "kernel_size: 3x3") },
        { "a control character", Good().Replace(Relu, "\u0001" + Relu) },
        { "an escape sequence that is none", Good().Replace("name: \"prob\"", "source: \"C:\\mine\" name: \"prob\"") },
        { "conflict markers", Good().Replace(Relu, $"<<<<<<< HEAD\n{Relu}\n=======\n{Relu}\n>>>>>>> other\n") },
        { "a text where a number belongs", Good().Replace("num_output: 4", "num_output: \"four\"") },
        { "a word that the enum does not have", Good().Replace("kernel_size: 3", "kernel_size: 3 engine: CUDNN pool: MAX") },
        { "a number that is out of range", Good().Replace("num_output: 4", "num_output: 40000000000") },
        { "a message where a value belongs", Good().Replace("num_output: 4", "num_output { }") },
        { "a field that is not known", Good().Replace("kernel_size: 3", "kernel_size: 3 stirde: 2") },
        { "a field that is not known in the net", "mode: TEST " + Good() },
        { "a field that stands twice", Good().Replace("kernel_size: 3", "kernel_size: 3 num_output: 4") },
        { "a name that stands twice", Good().Replace("name: \"conv1\"", "name: \"conv1\" name: \"conv2\" name: \"conv1\"") },
        { "a type that is not known", Good().Replace("\"Convolution\"", "\"Convolutoin\"") },
        { "the last type is not known", Good().Replace("\"Softmax\"", "\"SoftMax2\"") },
        { "no type", Good().Replace("type: \"Convolution\"", "") },
        { "the type of the old format", Good().Replace("\"Convolution\"", "CONVOLUTION") },
        { "both formats", Good().Replace(Relu, Relu.Replace("layer {", "layers {").Replace("\"ReLU\"", "RELU")) },
        { "a field 'layer' that is misspelled", Good().Replace(Conv, "layer_" + Conv[5..]) },
        { "a bottom that is misspelled", Good().Replace("bottom: \"data\"", "bottom: \"dta\"") },
        { "a bottom that is misspelled further on", Good().Replace("bottom: \"fc8\"", "bottom: \"fc\"") },
        { "a top that is there already", Good().Replace("bottom: \"conv1\" top: \"conv1\"", "bottom: \"data\" top: \"conv1\"") },
        { "no shape", Good().Replace(" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }", "") },
        { "a shape that is wrong", Good().Replace("dim: 8 dim: 8", "dim: 2 dim: 2") },
        { "a shape with a wrong length", Good().Replace("dim: 8 dim: 8", "dim: 8 dim: -8") },
        { "a shape that is too large", Good().Replace("dim: 8 dim: 8", "dim: 2000000000 dim: 2000000000") },
        { "a data layer without a shape", Good().Replace(Input, """layer { name: "train" type: "Data" top: "data" top: "label" }""") },
        { "a data layer that nothing reads", Good().Replace(Input, """layer { name: "train" type: "Data" top: "data" transform_param { crop_size: 8 } }""").Replace("bottom: \"data\"", "bottom: \"dat\"") },
        { "an input whose type is misspelled", Good().Replace(Input, """layer { name: "data" type: "Inputs" top: "data" input_param { shape { dim: 1 dim: 3 dim: 8 dim: 8 } } }""") },
        { "an input that is a message without its end", Good().Replace("dim: 8 }", "dim: 8") },
        { "a rule that is not known", Good().Replace("type: \"ReLU\"", "type: \"ReLU\" include { phase: USE }") },
        { "rules that contradict each other", Good().Replace("type: \"ReLU\"", "type: \"ReLU\" include { phase: TEST } exclude { phase: TRAIN }") },
        { "a layer that does not fit", Good().Replace("kernel_size: 3", "kernel_size: 3 group: 2") },
        { "many layers that are wrong", string.Concat(Enumerable.Range(0, 300).Select(i => $"layer {{ name: 'l{i}' type: 'Nothing' bottom: 'x' top: 'l{i}' }}\n")) + Good() },
        { "many fields that are wrong", "name: 'net'" + string.Concat(Enumerable.Range(0, 300).Select(i => $"layer {{ name: 'l{i}' type: 'ReLU' bottom: 5 top: 'l{i}' }}\n")) + Good() },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Code_that_uses_the_network_compiles(string what, string text) => RequireOnlyOurs(text, what);

    [Theory]
    [InlineData("CaffeInputShape", "1,3,wide,8")]
    [InlineData("CaffeInputShape", "label: 1,3,8,8")]
    [InlineData("CaffeKeepLoss", "maybe")]
    [InlineData("CaffeLevel", "high")]
    [InlineData("CaffeIgnoreFields", "1st")]
    [InlineData("CaffeDialect", "Bvcl")]
    public void So_it_does_beside_metadata_that_are_wrong(string metadata, string value)
    {
        Prototxt file = new("net.prototxt", Good()) { Metadata = { [metadata] = value } };
        var run = new GeneratorRun(Program, file);
        Assert.Equal(ProblemCodes.Metadata, Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.CompilerMessages());
    }

    [Theory]
    [InlineData("layers { name: 'conv1' type: CONVOLUTION bottom: 'data' top: 'conv1' convolution_param { num_output: 4 kernel_size: 3 }", "layers { name: 'conv1' type: \"Convolution\"")]
    [InlineData("layers { layer { name: 'conv1' type: 'conv' num_output: 4 kernelsize: 3 } bottom: 'data' top: 'conv1'", "layers { layer { name: 'conv1' type: 'conv' num_output: four }")]
    public void So_it_does_with_the_older_formats(string good, string broken)
    {
        bool isFirst = good.Contains("{ layer", StringComparison.Ordinal);
        string Layer(string name, string type, string bottom, string top, string more = "") => isFirst
            ? $"layers {{ layer {{ name: '{name}' type: '{type.ToLowerInvariant()}' {more} }} bottom: '{bottom}' top: '{top}' }}\n"
            : $"layers {{ name: '{name}' type: {(type == "InnerProduct" ? "INNER_PRODUCT" : type.ToUpperInvariant())} bottom: '{bottom}' top: '{top}' {(more.Length > 0 ? $"inner_product_param {{ {more} }}" : "")} }}\n";
        string Net(string first) => $"name: 'net' input: 'data' input_dim: [1, 3, 8, 8]\n{first} }}\n"
            + Layer("relu1", "ReLU", "conv1", "conv1") + Layer("fc/8", "InnerProduct", "conv1", "fc8", "num_output: 2") + Layer("prob", "Softmax", "fc8", "prob");
        var whole = new GeneratorRun(Program, new Prototxt("net.prototxt", Net(good)));
        Assert.Empty(whole.Diagnostics);
        Assert.Empty(whole.CompilerMessages());
        RequireOnlyOurs(Net(broken), "a type in quotes");
        RequireOnlyOurs(Net(good).Replace("name: 'relu1'", "name: 'relu1"), "a quote is missing");
        RequireOnlyOurs(Net(good).Replace("layers", "layer_", StringComparison.Ordinal) is var misspelled && isFirst ? Net(good)[..^3] : misspelled, "misspelled");
    }

    /// <summary>Of every word that is lost, by which a layer can be lost: none but that layer's own hook is missing.</summary>
    [Fact]
    public void One_word_that_is_missing_costs_at_most_one_hook()
    {
        string good = Good();
        string[] expected = Hooks(good);
        Assert.Equal(["Data", "Conv1", "Relu1", "Fc_8", "Prob"], expected);
        var lost = new List<string>();
        foreach (Match word in Regex.Matches(good, """
            "[^"]*"|\w+|[{}:]
            """.Trim()))
        {
            string text = good.Remove(word.Index, word.Length).Insert(word.Index, " ");
            string[] missing = [.. expected.Except(Hooks(text))];
            if (missing.Length > 0)
                lost.Add($"{word.Value} at {word.Index}: {string.Join(", ", missing)}");
            Assert.InRange(missing.Length, 0, 1);
        }
        // A layer without a name is called as its top, which relu1 and fc/8 are not.
        Assert.True(lost.Count <= 4, string.Join("\n", lost));
    }

    /// <summary>An error does not change what other layers' hooks are called: numbers are given in the order of the layers.</summary>
    [Fact]
    public void Hooks_have_the_names_that_they_will_have()
    {
        const string text = """
            name: "net" input: "data" input_shape { dim: 1 dim: 3 dim: 8 dim: 8 }
            layer { name: "a-b" type: "ReLU" bottom: "data" top: "1" }
            layer { name: "forward" type: "ReLU" bottom: "1" top: "2" }
            layer { name: "a/b" type: "ReLU" bottom: "2" top: "3" }
            layer { name: "a/b" type: "Slice" bottom: "3" top: "4" top: "5" slice_param { slice_point: 1 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "4" bottom: "5" top: "loss" }
            layer { name: "train" type: "ReLU" bottom: "5" top: "train" include { phase: TRAIN } }
            layer { type: "ReLU" bottom: "5" top: "data_2" }
            """;
        string[] expected = Hooks(text);
        Assert.Equal(["Data", "A_B", "Forward_2", "A_B_2", "A_B_2_2", "A_B_5", "Data_2"], expected);
        foreach (string word in new[] { "\"ReLU\"", "\"Slice\"", "slice_point: 1", "bottom: \"2\"", "{ dim: 1 dim: 3 dim: 8 dim: 8 }", "input: \"data\"" })
            Assert.Equal(expected, Hooks(new Regex(Regex.Escape(word)).Replace(text, "", 1)));
    }

    [Theory]
    [InlineData("CaffeClassName", "class")]
    [InlineData("CaffeClassName", "Load")]
    [InlineData("CaffeNamespace", "My-App")]
    public void A_class_whose_name_is_wrong_is_not_emitted(string metadata, string value)
    {
        foreach (string text in new[] { Good(), Good()[..^3], Good().Replace("\"ReLU\"", "\"Nothing\"") })
        {
            var run = new GeneratorRun(new Prototxt("net.prototxt", text) { Metadata = { [metadata] = value } });
            Assert.Empty(run.Sources);
            Assert.NotEmpty(run.Diagnostics);
        }
    }

    [Fact]
    public void A_file_with_errors_takes_no_name_from_one_without()
    {
        var run = new GeneratorRun(
            Program, new Prototxt("a/net.prototxt", Good()[..^3]), new Prototxt("b/net.prototxt", Good()), new Prototxt("c/net.prototxt", Good()[..^3]));
        Assert.Equal(["a/net.prototxt", "c/net.prototxt"], run.Diagnostics.Select(error => error.Location.GetLineSpan().Path));
        Assert.Equal(2, run.Sources.Count);
        Assert.Empty(run.CompilerMessages());
    }

    [Fact]
    public void A_file_with_errors_whose_class_cannot_be_beside_others_gives_none()
    {
        Prototxt wrong = new("wrong.prototxt", Good()[..^3]) { Metadata = { ["CaffeNamespace"] = "Demo.Net" } };
        Prototxt alike = new("alike.prototxt", Good()[..^3]) { Metadata = { ["CaffeClassName"] = "Other", ["CaffeNamespace"] = "Demo.Third.More" } };
        Prototxt third = new("third.prototxt", Good()[..^3]) { Metadata = { ["CaffeClassName"] = "third" } };
        var run = new GeneratorRun(Program, new Prototxt("net.prototxt", Good()), wrong, alike, third);
        Assert.Equal(["Demo.Net.Passes.g.cs", "Demo.Net.g.cs"], run.Sources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, run.Diagnostics.Length);
        Assert.Empty(run.CompilerMessages());
    }

    // The C# compiler has said that it is not there (CS2001), and where.
    [Fact]
    public void A_file_that_cannot_be_read_is_not_reported_again()
    {
        var run = new GeneratorRun("class Program { static Demo.Net Load() => Demo.Net.Load(\"net.caffemodel\").Share(); }", new Prototxt("folder/net.prototxt", null));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerMessages());
        Assert.Contains("net.prototxt cannot be read", Assert.Single(run.Sources).Value);
    }

    // A project may ignore the errors. Then its program fails where it loads the network, and says why.
    [Fact]
    public void A_class_with_errors_cannot_be_loaded()
    {
        var run = new GeneratorRun(new Prototxt("folder/n\"e\\t.prototxt", Good().Replace("\"ReLU\"", "\"Nothing\"")));
        System.Reflection.MethodInfo load = run.Load().GetType("Demo.Net", throwOnError: true)!.GetMethods().First(method => method.Name == "Load" && method.GetParameters()[0].ParameterType != typeof(string));
        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(() => load.Invoke(null, [null, null, 1, false]));
        Assert.Equal("n\"e\\t.prototxt has errors (CSG0102): correct it and build the project anew", Assert.IsType<InvalidOperationException>(thrown.InnerException).Message);
    }

    [Fact]
    public void Real_files_with_errors_give_classes_that_compile()
    {
        string[] files = [.. Directory.GetFiles(SharedFolder.Require("corpus", "invalid"), "*.prototxt"), .. Directory.GetFiles(SharedFolder.Require("field"), "*.prototxt", SearchOption.AllDirectories)];
        int drafts = 0;
        foreach (string file in files)
        {
            var run = new GeneratorRun(new Prototxt(file, File.ReadAllText(file)) { Metadata = { ["CaffeClassName"] = "Net" } });
            Assert.Empty(run.AllMessages());
            drafts += run.Diagnostics.Any(message => message.Severity == DiagnosticSeverity.Error) ? 1 : 0;
        }
        Assert.InRange(drafts, 20, files.Length);
    }

    private static void RequireOnlyOurs(string text, string what)
    {
        Assert.NotEqual(Good(), text);
        var run = new GeneratorRun(Program, new Prototxt("net.prototxt", text));
        Assert.Contains(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
        Diagnostic[] messages = run.CompilerMessages();
        Assert.True(messages.Length == 0, $"{what}:\n{string.Join("\n", messages.Take(5))}\n{text}");
    }

    private static string Good() => $"name: \"net\"\n{Input}\n{Conv}\n{Relu}\n{Fc}\n{Prob}\n";

    private static string[] Hooks(string text)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", text));
        Assert.Empty(run.CompilerMessages());
        return [.. Regex.Matches(run.Sources["Demo.Net.g.cs"], @"Hook<Net> (\w+) =>").Select(match => match.Groups[1].Value)];
    }
}
