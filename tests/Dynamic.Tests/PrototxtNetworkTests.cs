using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Prototxts that are compiled at run time: what is right runs, what is wrong says where.</summary>
public sealed class PrototxtNetworkTests : IDisposable
{
    private const string Small = """
        name: "Small"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 1 dim: 1 dim: 3 } } }
        layer { name: "twice" type: "Scale" bottom: "data" top: "twice" }
        layer { name: "sum" type: "InnerProduct" bottom: "twice" top: "sum" inner_product_param { num_output: 1 bias_term: false } }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("csg-dynamic-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_prototxt_runs_forward_and_backward()
    {
        using Network network = PrototxtNetwork.Load(Write(Small), Weights());
        network.Inputs["data"].Set([1, 2, 3]);
        network.Forward();
        Assert.Equal([28f], network["sum"].Activation.Span.ToArray());
        network.Backward(network["sum"][0], network["data"]);
        Assert.Equal([2f, 4f, 6f], network["data"].Gradient.Span.ToArray());
    }

    [Fact]
    public void Several_images_run_at_once()
    {
        using Network network = PrototxtNetwork.Load(Write(Small), Weights(), batchSize: 2);
        network.Inputs["data"].Set([1, 2, 3, 3, 2, 1]);
        network.Forward();
        Assert.Equal([28f, 20f], network["sum"].Activation.Span.ToArray());
    }

    [Fact]
    public void A_network_without_a_name_has_that_of_its_file()
    {
        using Network network = PrototxtNetwork.Load(Write(Small.Replace("name: \"Small\"", "", StringComparison.Ordinal), "little.prototxt"), Weights());
        Assert.Equal("little", network.Name);
    }

    [Fact]
    public void Errors_name_file_line_and_column_and_all_are_told()
    {
        string path = Write("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 1 dim: 3 } } }
            layer { name: "a" type: "ReLu" bottom: "data" top: "a" }
            layer { name: "b" type: "ReLU" bottom: "dta" top: "b" }
            """);
        PrototxtException wrong = Assert.Throws<PrototxtException>(() => PrototxtNetwork.Load(path, Weights()));
        Assert.Equal([("CSG0102", 2), ("CSG0103", 3)], wrong.Problems.Select(problem => (problem.Code, problem.Line)));
        Assert.StartsWith($"{path}(2,", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'ReLU'?", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'data'?", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_is_printed_with_its_severity()
    {
        const string Reader = """
            layer { name: "read" type: "Data" top: "data" transform_param { crop_size: 8 } }
            layer { name: "a" type: "ReLU" bottom: "data" top: "a" }
            """;
        PrototxtOptions options = new() { IgnoreFields = ["ceil_mode"] };
        IReadOnlyList<PrototxtProblem> notes = CompiledPrototxt.Parse(Reader, "net.prototxt", options).Notes;
        Assert.Equal(
            ["Info CSG0006", "Warning CSG0201"], notes.Select(note => $"{note.Severity} {note.Code}").Order(StringComparer.Ordinal));
        Assert.All(notes, note => Assert.False(note.IsError));
        string[] printed = [.. notes.Select(note => note.ToString())];
        Assert.Single(printed, text => text.StartsWith("net.prototxt(1,1): info CSG0006: layer 'read' (Data)", StringComparison.Ordinal));
        Assert.Single(printed, text => text.StartsWith("net.prototxt(1,1): warning CSG0201: ", StringComparison.Ordinal));
        string wrong = Reader.Replace("bottom: \"data\"", "bottom: \"dta\"", StringComparison.Ordinal);
        PrototxtException refused = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(wrong, "net.prototxt"));
        Assert.True(Assert.Single(refused.Problems).IsError);
        Assert.StartsWith("net.prototxt(2,1): error CSG0103: layer 'a' (ReLU)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_prototxt_says_beyond_the_network_is_kept()
    {
        const string Trained = """
            layer { name: "read" type: "Data" top: "data" top: "label" transform_param { crop_size: 8 scale: 0.5 mean_value: [1, 2, 3] } }
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" bottom: "label" top: "loss" }
            """;
        CompiledPrototxt compiled = CompiledPrototxt.Parse(Trained);
        DataTransform data = Assert.Single(compiled.DataTransforms);
        Assert.Equal(("data", "read", 0.5f), (data.Input, data.Layer, data.Scale));
        Assert.Equal([1f, 2f, 3f], data.Mean);
        Assert.Equal(["loss"], compiled.DroppedLosses);
        Assert.Single(compiled.Notes, note => note.Message.EndsWith("(pixel − mean)·0.5 with mean_value 1, 2, 3", StringComparison.Ordinal));
        Assert.Empty(CompiledPrototxt.Parse(Trained, options: new() { KeepLoss = true }).DroppedLosses);
        Assert.Empty(CompiledPrototxt.Parse(Small).DataTransforms);
    }

    [Fact]
    public void Weights_are_disposed_of_where_the_prototxt_is_wrong()
    {
        WeightSource weights = Weights();
        Assert.Throws<PrototxtException>(() => PrototxtNetwork.Load(Write("layer {"), weights));
        Assert.Throws<ObjectDisposedException>(() => weights.Layers[0].Blobs[0].Span.Length);
        using WeightSource left = Weights();
        Assert.Throws<PrototxtException>(() => PrototxtNetwork.Load(Write("layer {"), left, leaveOpen: true));
        Assert.Equal(1, left.Layers[0].Blobs[0].Span.Length);
    }

    [Fact]
    public void Options_are_those_of_the_metadata()
    {
        string fork = Small.Replace("top: \"twice\" }", "top: \"twice\" mem_param { optimize_test: true } }", StringComparison.Ordinal);
        Assert.Equal("CSG0003", Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(fork)).Problems[0].Code);
        Assert.NotNull(CompiledPrototxt.Parse(fork, options: new() { IgnoreFields = ["mem_param"] }));
        Assert.Equal("N×1×1×5", CompiledPrototxt.Parse(Small, options: new() { InputShape = "1,1,1,5" }).Definition.Values[0].Shape.ToString());
        Assert.Equal("N×1×1×7", CompiledPrototxt.Parse(Small, options: new() { InputShape = "data: 1x1x1x7" }).Definition.Values[0].Shape.ToString());
        Refused("PrototxtOptions.InputShape is 'wide'; expected", new() { InputShape = "wide" });
        Refused("PrototxtOptions.IgnoreFields has '2x'; expected", new() { IgnoreFields = ["2x"] });
        string staged = Small.Replace("type: \"Scale\"", "type: \"Scale\" include { stage: \"deploy\" }", StringComparison.Ordinal);
        Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(staged));
        Assert.NotNull(CompiledPrototxt.Parse(staged, options: new() { Stages = ["deploy"] }));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("ours", Dialect.Ours)]
    [InlineData("Bvlc", Dialect.Bvlc)]
    public void A_dialect_is_chosen_by_its_name(string name, Dialect? expected)
    {
        var options = new PrototxtOptions { Dialect = name };
        Assert.Equal(expected, options.ToNetOptions().Dialect);
        Assert.Equal(CompiledPrototxt.Parse(Small).Definition, CompiledPrototxt.Parse(Small, options: options).Definition);
    }

    [Fact]
    public void A_dialect_that_there_is_not_is_refused_with_those_that_there_are()
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => CompiledPrototxt.Parse(Small, options: new() { Dialect = "Bvcl" }));
        Assert.Equal($"PrototxtOptions.Dialect is 'Bvcl'; expected one of {string.Join(", ", Dialects.All)}; did you mean 'Bvlc'?", wrong.Message);
    }

    [Theory]
    [InlineData(
        "mem_param { a: 1 }",
        "ignore it by PrototxtOptions.IgnoreFields = [\"ceil_mode\", \"mem_param\"]",
        "ignore it by the option --ignore-fields \"ceil_mode, mem_param\"")]
    [InlineData(
        "include { stage: \"deploy\" }",
        "; PrototxtOptions.Stages = [\"deploy\"] includes it",
        "; the option --stages \"deploy\" includes it")]
    public void Messages_call_the_settings_as_the_user_of_library_or_program_does(string field, string ofLibrary, string ofProgram)
    {
        string text = Small.Replace("top: \"twice\"", $"top: \"twice\" {field}", StringComparison.Ordinal);
        var options = new PrototxtOptions { IgnoreFields = ["ceil_mode"] };
        Assert.Contains(ofLibrary, Refusal(options), StringComparison.Ordinal);
        Assert.Contains(ofProgram, Refusal(options with { SettingNames = SettingNames.CommandLine }), StringComparison.Ordinal);

        string Refusal(PrototxtOptions options) =>
            Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(text, options: options)).Message;
    }

    [Theory]
    [InlineData("--input-shape is 'wide'; expected", "wide", "a", "")]
    [InlineData("--ignore-fields has '2x'; expected", "", "2x", "")]
    [InlineData("--dialect is 'Bvcl'; expected", "", "a", "Bvcl")]
    public void Settings_that_cannot_be_read_are_named_as_the_program_calls_them(string said, string shape, string field, string dialect)
    {
        var options = new PrototxtOptions
        {
            InputShape = shape,
            IgnoreFields = [field],
            Dialect = dialect,
            SettingNames = SettingNames.CommandLine,
        };
        Refused(said, options);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        Assert.Contains("there is no such file", Refusal(Path.Combine(folder, "none.prototxt")), StringComparison.Ordinal);
        Assert.Contains("there is no such file", Refusal(Path.Combine(folder, "none", "none.prototxt")), StringComparison.Ordinal);
        Assert.Contains("this is a folder", Refusal(folder), StringComparison.Ordinal);
        string large = Path.Combine(folder, "large.caffemodel");
        using (FileStream file = File.Create(large))
            file.SetLength(20 << 20);
        Assert.Contains("20,971,520 bytes", Refusal(large), StringComparison.Ordinal);
        string binary = Write("\0\u0001\u0002", "binary.prototxt");
        Assert.StartsWith($"{binary}(1,1)", Refusal(binary), StringComparison.Ordinal);

        string Refusal(string path) => Assert.Throws<PrototxtException>(() => PrototxtNetwork.Load(path, Weights())).Message;
    }

    private static void Refused(string said, PrototxtOptions options)
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => CompiledPrototxt.Parse(Small, options: options));
        Assert.StartsWith(said, wrong.Message, StringComparison.Ordinal);
    }

    private static MemoryWeights Weights() => new([
        new("twice", "Scale", [new Tensor([1], new float[] { 2 })]),
        new("sum", "InnerProduct", [new Tensor([1, 3], new float[] { 1, 2, 3 })]),
    ]);

    private string Write(string text, string name = "small.prototxt")
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
