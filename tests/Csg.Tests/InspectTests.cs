using System.Text.Json.Nodes;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>What <c>csg inspect</c> says is what is known of networks elsewhere.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Vgg16_has_the_published_numbers()
    {
        JsonElement report = Tool.Run("inspect", Tool.Model("vgg16.prototxt"), "--json").Succeeded().Json();
        Assert.Equal(138_357_544, report.GetProperty("parameters").GetInt64());
        Assert.Equal(15_470_264_320, report.GetProperty("macs").GetInt64());
        Assert.Equal(138_357_544 * 4L, report.GetProperty("memory").GetProperty("weights").GetInt64());
        Assert.Equal("relu5_3", report.GetProperty("gradCamLayer").GetString());
        Assert.Equal("fc8", report.GetProperty("explained").GetString());
        JsonElement conv = report.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("name").GetString() == "conv5_3");
        Assert.Equal(
            ("Convolution", "Conv5_3", "N×512×14×14", 512 * 512 * 9 + 512, 512L * 512 * 9 * 14 * 14),
            (conv.GetProperty("type").GetString(), conv.GetProperty("hook").GetString(), conv.GetProperty("shape").GetString(),
                conv.GetProperty("parameters").GetInt32(), conv.GetProperty("macs").GetInt64()));
    }

    [Fact]
    public void A_detector_says_where_its_boxes_come_from()
    {
        JsonElement report = Tool.Run("inspect", Tool.Model("res10_300x300_ssd.prototxt"), "--json").Succeeded().Json();
        JsonElement boxes = report.GetProperty("boxes");
        Assert.Equal(
            ("res10_300x300_ssd", "mbox_conf", "detection_out", "mbox_conf", false),
            (report.GetProperty("knownAs").GetString(), report.GetProperty("explained").GetString(), boxes.GetProperty("layer").GetString(),
                boxes.GetProperty("scores").GetString(), report.TryGetProperty("gradCamLayer", out _)));
        Assert.Equal(6, boxes.GetProperty("featureMaps").GetArrayLength());
        string text = Tool.Run("inspect", Tool.Model("scenes_ssd.prototxt")).Succeeded().Out;
        Assert.Contains("detection_out, made of mbox_conf; their heads read relu", text);
        Assert.Contains("at relu5 of mbox_conf", text);
        Assert.False(Tool.Run("inspect", Tool.Model("scenes.prototxt"), "--json").Succeeded().Json().TryGetProperty("boxes", out _));
    }

    // Whoever has another implementation compares these.
    [Fact]
    public void Every_value_has_its_shape_with_and_without_the_declared_batch()
    {
        string file = Write("""
            layer { name: "data" type: "Input" top: "data" input_param { shape { dim: [5, 3, 9, 7] } } }
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
            layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
            layer { name: "parts" type: "Slice" bottom: "conv" top: "low" top: "high" slice_param { slice_point: 1 } }
            layer { name: "extra" type: "TanH" bottom: "low" top: "extra" include { stage: "more" } }
            """);
        JsonElement report = Tool.Run("inspect", file, "--json").Succeeded().Json();
        Assert.Equal(
            ["data Input N×3×9×7 5,3,9,7", "conv Convolution N×4×7×5 5,4,7,5", "relu ReLU N×4×7×5 5,4,7,5", "parts Slice N×1×7×5 5,1,7,5",
                "parts:high Slice N×3×7×5 5,3,7,5"],
            Values(report.GetProperty("layers")));
        Assert.Equal(["data Input N×3×9×7 5,3,9,7"], Values(report.GetProperty("inputs")));
        Assert.Equal(["parts Slice N×1×7×5 5,1,7,5", "parts:high Slice N×3×7×5 5,3,7,5"], Values(report.GetProperty("outputs")));
        Assert.Equal((true, 5), (report.GetProperty("hasFreeBatch").GetBoolean(), report.GetProperty("declaredBatch").GetInt32()));

        report = Tool.Run("inspect", file, "--json", "--input-shape", "2,3,5,5", "--stages", "more").Succeeded().Json();
        Assert.Equal(["data Input N×3×5×5 2,3,5,5"], Values(report.GetProperty("inputs")));
        Assert.Equal(["parts:high Slice N×3×3×3 2,3,3,3", "extra TanH N×1×3×3 2,1,3,3"], Values(report.GetProperty("outputs")));
        Assert.Equal(2, report.GetProperty("declaredBatch").GetInt32());
    }

    [Fact]
    public void The_page_about_json_shows_it()
    {
        string file = Write("""
            name: "Small"
            input: "data" input_shape { dim: [2, 3, 8, 8] }
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 5 } }
            """);
        string page = File.ReadAllText(SharedFolder.InRepository("docs", "json.md")).ReplaceLineEndings("\n");
        page = page[page.IndexOf("\n## csg inspect\n", StringComparison.Ordinal)..];
        int start = page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        JsonNode shown = JsonNode.Parse(page[start..page.IndexOf("```", start, StringComparison.Ordinal)])!;
        JsonNode printed = JsonNode.Parse(Tool.Run("inspect", file, "--json").Succeeded().Out)!;
        Assert.True(JsonNode.DeepEquals(shown, printed), printed.ToJsonString());
    }

    // Grouped, transposed and shared products.
    [Fact]
    public void Multiply_adds_are_those_of_the_definitions()
    {
        string file = Write("""
            layer { name: "x" type: "Input" top: "x" input_param { shape { dim: [1, 4, 6, 6] } } }
            layer { name: "grouped" type: "Convolution" bottom: "x" top: "a" convolution_param { num_output: 8 kernel_size: 3 group: 2 } }
            layer { name: "up" type: "Deconvolution" bottom: "a" top: "b" convolution_param { num_output: 3 kernel_size: 2 stride: 2 } }
            layer { name: "fc" type: "InnerProduct" bottom: "b" top: "c" param { name: "w" } inner_product_param { num_output: 5 bias_term: false } }
            layer { name: "fc2" type: "InnerProduct" bottom: "b" top: "d" param { name: "w" } inner_product_param { num_output: 5 bias_term: false } }
            """);
        JsonElement report = Tool.Run("inspect", file, "--json").Succeeded().Json();
        long[] macs = [.. report.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("macs").GetInt64())];
        Assert.Equal([0, 8 * 4 * 4 * 2 * 9, 8 * 4 * 4 * 3 * 4, 5 * 3 * 8 * 8, 5 * 3 * 8 * 8], macs);
        Assert.Equal(8 * 2 * 9 + 8 + 8 * 3 * 4 + 3 + 5 * 3 * 64, report.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public void Options_change_the_network()
    {
        string file = Write("""
            input: "data"
            layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 2 kernel_size: 3 } strange: 1 }
            layer { name: "more" type: "ReLU" bottom: "conv" top: "conv" include { stage: "deploy" min_level: 2 } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "conv" bottom: "label" top: "loss" }
            """);
        Outcome refused = Tool.Run("inspect", file, "--json");
        JsonElement error = refused.Json();
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal((1, file), (error.GetProperty("error").GetProperty("line").GetInt32(), error.GetProperty("error").GetProperty("file").GetString()));
        Assert.Contains("--input-shape", error.GetProperty("error").GetProperty("message").GetString());
        Assert.Contains(error.GetProperty("diagnostics").EnumerateArray(), found => found.GetProperty("message").GetString()!.Contains("--ignore-fields"));
        Assert.True(error.GetProperty("diagnostics").GetArrayLength() >= 2);

        string[] options = ["--input-shape", "1,3,8,8", "--ignore-fields", "strange", "--stages", "deploy", "--level", "2", "--keep-loss"];
        JsonElement report = Tool.Run(["inspect", file, .. options, "--json"]).Succeeded().Json();
        Assert.Equal(
            ["data", "conv", "more", "loss"], report.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("name").GetString()));
    }

    [Fact]
    public void Weights_fit_or_the_layers_without_are_named()
    {
        string weights = Tool.Model("scenes.caffemodel");
        JsonElement fits = Tool.Run("inspect", Tool.Model("scenes.prototxt"), weights, "--json").Succeeded().Json().GetProperty("weights");
        Assert.True(fits.GetProperty("fits").GetBoolean());
        Assert.Empty(fits.GetProperty("missing").EnumerateArray());

        string other = File.ReadAllText(Tool.Model("scenes.prototxt")).Replace("\"conv2\"", "\"renamed\"", StringComparison.Ordinal)
            .Replace("num_output: 96", "num_output: 95", StringComparison.Ordinal);
        Outcome outcome = Tool.Run("inspect", Write(other), weights, "--json");
        JsonElement misfit = outcome.Json().GetProperty("weights");
        Assert.Equal(1, outcome.ExitCode);
        Assert.False(misfit.GetProperty("fits").GetBoolean());
        Assert.Equal("renamed", misfit.GetProperty("missing").EnumerateArray().Single().GetString());
        Assert.Contains(misfit.GetProperty("problems").EnumerateArray(), problem => problem.GetString()!.Contains("layer 'conv5'"));
        Assert.Contains("the weights do not fit", Tool.Run("inspect", Write(other), weights).Out);
    }

    [Fact]
    public void A_graph_has_all_layers_and_reads()
    {
        string dot = Tool.Run("inspect", Tool.Model("googlenet.prototxt"), "--dot").Succeeded().Out;
        Assert.StartsWith("digraph \"GoogleNet\" {", dot);
        Assert.Equal(4, dot.Split('\n').Count(line => line.Contains("-> \"inception_3a/output\"")));
        Assert.Equal(dot.Count(c => c == '{'), dot.Count(c => c == '}'));
    }

    [Fact]
    public void A_redirected_table_is_never_broken_and_a_terminal_s_keeps_to_its_width()
    {
        string[] lines = Tool.Run("inspect", Tool.Model("googlenet.prototxt")).Succeeded().Out.ReplaceLineEndings("\n").Split('\n');
        string row = Assert.Single(lines, line => line.StartsWith("inception_3a/5x5_reduce ", StringComparison.Ordinal));
        Assert.Contains("convolution", row);
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        string colorless = Tool.RunOnTerminal(200, hasColors: false, "inspect", Tool.Model("scenes.prototxt")).Succeeded().Out;
        Assert.DoesNotContain('\e', colorless);
        Assert.Contains("\e[1mlayer", Tool.RunOnTerminal(200, hasColors: true, "inspect", Tool.Model("scenes.prototxt")).Succeeded().Out);
        Assert.All(colorless.Split('\n').TakeWhile(line => !line.StartsWith("network")), line => Assert.True(line.Length <= 200));
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(40, false)]
    [InlineData(150, true)]
    public void A_terminal_shows_every_layer_whatever_its_width(int width, bool hasHooks)
    {
        string text = Tool.RunOnTerminal(width, hasColors: false, "inspect", Tool.Model("googlenet.prototxt")).Succeeded().Out;
        Assert.All(["inception_5b/relu_5x5_reduce", "N×1024×7×7", "118,013,952"], part => Assert.Contains(part, text));
        Assert.Equal(hasHooks, text.Contains("Inception_5b_Relu_5x5_Reduce", StringComparison.Ordinal));
        Assert.DoesNotContain("…", text);
        text = Tool.RunOnTerminal(width, hasColors: false, "weights", Tool.Model("scenes.caffemodel")).Succeeded().Out;
        Assert.Contains("32×16×3×3", text);
        Assert.DoesNotContain("…", text);
    }

    // The samples choose it by a loaded network.
    [Theory]
    [InlineData("scenes")]
    [InlineData("squeezenet_v1.0")]
    [InlineData("googlenet")]
    [InlineData("nin")]
    public void The_default_layer_is_that_of_the_samples(string name)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Read(Tool.Model($"{name}.prototxt"));
        LayerTensors[] zeros =
        [
            .. compiled.Definition.Steps.Where(step => step.Weights.Length > 0)
                .Select(step => new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape => new Tensor(shape))])),
        ];
        using var network = new Network(compiled.Definition, new MemoryWeights(zeros));
        Hook logits = network.Hooks[^1].BeforeSoftmax;
        int explained = GradCamLayer.Explained(compiled.Definition);
        Assert.Equal(logits.Index, explained);
        Assert.Equal(LayerName.Find(network, null, logits).Index, GradCamLayer.Of(compiled.Definition, explained));
    }

    private static string[] Values(JsonElement values) => [.. values.EnumerateArray().Select(value => string.Join(' ',
        value.GetProperty("name").GetString(), value.GetProperty("type").GetString(), value.GetProperty("shape").GetString(),
        string.Join(',', value.GetProperty("lengths").EnumerateArray().Select(length => length.GetInt64()))))];

    public void Dispose() => folder.Dispose();

    private string Write(string text)
    {
        string path = folder.PathOf("net.prototxt");
        File.WriteAllText(path, text);
        return path;
    }
}
