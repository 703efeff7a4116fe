using System.Text.Json.Nodes;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>
/// A prototxt that nobody knew when the program was built: compiled when it runs, fed as the original feeds all networks unless options say
/// otherwise.
/// </summary>
public sealed class UnknownPrototxtTests : IDisposable
{
    private const string Small = """
        name: "Small"
        layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 10 dim: 3 dim: 16 dim: 20 } } }
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 6 kernel_size: 3 pad: 1 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "side" type: "Pooling" bottom: "conv1" top: "side" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
        layer { name: "conv2" type: "Convolution" bottom: "conv1" top: "conv2" convolution_param { num_output: 5 kernel_size: 1 } }
        layer { name: "relu2" type: "ReLU" bottom: "conv2" top: "conv2" }
        layer { name: "pool2" type: "Pooling" bottom: "conv2" top: "pool2" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
        layer { name: "score" type: "Pooling" bottom: "pool2" top: "score" pooling_param { pool: AVE global_pooling: true } }
        layer { name: "prob" type: "Softmax" bottom: "score" top: "prob" }
        """;

    private readonly Workplace place = new();

    public UnknownPrototxtTests()
    {
        place.Write("small.prototxt", Small);
        place.Copy(Workplace.Example, "p.png");
        WriteWeights();
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public void It_runs_and_says_what_was_assumed()
    {
        JsonNode report = Report();
        Assert.Equal("Small", (string)report["network"]!["name"]!);
        Assert.Equal("relu2", (string)report["network"]!["layer"]!);
        Assert.Contains(
            "only the prototxt of Small is known: it is fed BGR, minus 103.939, 116.779, 123.68, times 1 "
            + "(--channels, --mean and --scale change that)",
            report["notes"]!.AsArray().Select(note => (string)note!));
        Assert.Contains(
            "Small has the outputs 'side', 'prob'; the last one is read", report["notes"]!.AsArray().Select(note => (string)note!));
        JsonNode explained = Assert.Single(report["explanations"]!.AsArray())!;
        Assert.Equal($"class {(int)explained["label"]!}", (string)explained["name"]!);
        Assert.Equal(3, place.Files.Count(file => file.StartsWith("output/classify_g", StringComparison.Ordinal)));
        using Picture guided = place.Picture($"output/classify_gb_{(int)explained["label"]!}.png");
        Assert.Equal((20, 16), (guided.Width, guided.Height));
        Assert.Equal(Expected(new InputTransform()), Probabilities(report));
        // What is explained is what the softmax reads.
        Assert.NotEqual((float)explained["score"]!, Probabilities(report).Max());
    }

    [Fact]
    public void It_is_fed_as_the_options_say()
    {
        Assert.Equal(
            Expected(new InputTransform { Channels = ChannelOrder.Rgb, Mean = [100, 110, 120], Scale = 0.017 }),
            Probabilities(Report("--channels", "rgb", "--mean", "100,110,120", "--scale", "0.017")));
        Assert.Equal(Expected(new InputTransform { Mean = [127.5] }), Probabilities(Report("--mean", "127.5")));
        // The usual means stay with their colors.
        Assert.Equal(
            Expected(new InputTransform { Channels = ChannelOrder.Rgb, Mean = [123.68, 116.779, 103.939] }),
            Probabilities(Report("--channels", "rgb")));
        Run("--mean", "1,2").FailedWith(1, "--mean has 2 numbers; expected one, or one for each of 3 channel(s)");
        Run("--channels", "gray").FailedWith(1, "pictures of GRAY have 1 channel(s); Small takes 3: see --channels");
    }

    [Fact]
    public void A_single_channel_is_gray()
    {
        place.Write("small.prototxt", Small.Replace("dim: 10 dim: 3", "dim: 10 dim: 1", StringComparison.Ordinal));
        WriteWeights();
        JsonNode report = Report("--scale", "0.00390625");
        Assert.Contains("it is fed GRAY, minus 0, times 0.00390625", string.Join('\n', report["notes"]!.AsArray()));
        Assert.Equal(Expected(new InputTransform { Channels = ChannelOrder.Gray, Mean = [0], Scale = 0.00390625 }), Probabilities(report));
    }

    [Fact]
    public void Classes_have_the_names_of_a_file()
    {
        place.Write("names.txt", "ant\nbee\ncat\ndog\nemu\n");
        JsonNode report = Report("--class-names", "names.txt", "--label", "Bee");
        Assert.Equal((2, "bee"), ((int)report["explanations"]![0]!["label"]!, (string)report["explanations"]![0]!["name"]!));
        Assert.Equal("class 2", (string)Report("--label", "class 2")["explanations"]![0]!["name"]!);
        place.Write("names.txt", "ant\nbee\n");
        Run("--class-names", "names.txt").FailedWith(1, "names.txt names 2 classes; expected 5, as many as Small has");
        Run("--class-names", "none.txt").FailedWith(1, "none.txt: there is no such file; expected class names");
        if (!OperatingSystem.IsWindows())
            Run("--class-names", "/dev/zero").FailedWith(1, "16,777,216 bytes");
        Run("--class-names", ".").FailedWith(1, ".: this is a folder; expected class names");
    }

    [Theory]
    [InlineData(24, 24, "-input_sz", "24")]
    [InlineData(18, 12, "--input-shape", "1,3,12,18")]
    public void The_input_has_the_size_that_is_asked_for(int width, int height, params string[] options)
    {
        JsonNode report = Report([.. options, "--label", "1"]);
        using Picture guided = place.Picture("output/classify_gb_1.png");
        Assert.Equal((width, height), (guided.Width, guided.Height));
        Assert.Equal(Expected(new InputTransform(), new PrototxtOptions { InputShape = $"1,3,{height},{width}" }), Probabilities(report));
    }

    [Fact]
    public void Options_say_how_it_is_compiled()
    {
        place.Write(
            "small.prototxt",
            Small.Replace(
                "top: \"prob\" }", "top: \"prob\" mem_param { optimize_test: true } include { stage: \"deploy\" min_level: 2 } }",
                StringComparison.Ordinal));
        Run("--stages", "deploy", "--level", "2").FailedInPrototxt("small.prototxt(10,", "CSG0003", "--ignore-fields \"mem_param\"");
        JsonNode report = Report("--ignore-fields", "mem_param", "--stages", "deploy", "--level", "2");
        Assert.Equal(1, Probabilities(report).Sum(), 4);
        // Without its stage the softmax is no layer, and what is printed are its inputs.
        Assert.NotEqual(1, Probabilities(Report("--ignore-fields", "mem_param")).Sum(), 4);
    }

    [Fact]
    public void A_kept_loss_is_the_softmax_at_the_end()
    {
        place.Write("small.prototxt", Small
            .Replace(
                "type: \"Softmax\" bottom: \"score\"", "type: \"SoftmaxWithLoss\" bottom: \"score\" bottom: \"label\"",
                StringComparison.Ordinal)
            .Replace(
                "layer { name: \"conv1\"",
                "layer { name: \"label\" type: \"Input\" top: \"label\" input_param { shape { dim: 10 } } }\nlayer { name: \"conv1\"",
                StringComparison.Ordinal));
        Assert.NotEqual(1, Probabilities(Report()).Sum(), 4);
        Assert.Equal(1, Probabilities(Report("--keep-loss")).Sum(), 4);
    }

    [Fact]
    public void Other_layers_are_asked_for_by_name_if_they_lead_to_the_classes()
    {
        Assert.Equal("pool2", (string)Report("--layer", "pool2")["network"]!["layer"]!);
        Run("--layer", "side").FailedWith(1, "layer 'side' of Small does not lead to 'score', which is explained");
        Run("--layer", "score").FailedWith(1, "layer 'score' is 1×5×1×1", "such as 'pool2'");
    }

    [Theory]
    [InlineData(
        "layer { name: \"prob\"",
        "layer { name: \"no\" type: \"Pooling\" bottom: \"conv2\" top: \"no\" pooling_param { kernel_size: 2 } }\n"
        + "layer { name: \"prob\"",
        "score", "no", "the last layer of Small, 'prob', gives 1×5×15×19; expected a number for each class")]
    [InlineData("dim: 10 dim: 3", "dim: 10 dim: 4", "", "", "the input 'data' of Small has 4 channels; pictures have 3, or 1")]
    [InlineData("dim: 16 dim: 20 } }", "dim: 16 } }", "conv1", "conv1", "N×3×16")]
    public void Networks_of_something_else_are_refused(string old, string changed, string from, string to, string expected)
    {
        string text = Small.Replace(old, changed, StringComparison.Ordinal);
        if (from != to)
            text = text.Replace($"type: \"Softmax\" bottom: \"{from}\"", $"type: \"Softmax\" bottom: \"{to}\"", StringComparison.Ordinal);
        place.Write("small.prototxt", text);
        Outcome run = Run();
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain(place.Files, file => file.StartsWith("output", StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_gradient_is_not_explained()
    {
        place.Write("small.prototxt", Small.Replace("type: \"Softmax\"", "type: \"ArgMax\"", StringComparison.Ordinal));
        Run().FailedWith(1, "Small has no layer with a height and a width that a gradient of 'prob' reaches");
        Run("--layer", "relu2").FailedWith(1, "layer 'relu2' of Small does not lead to 'prob'");
    }

    [Fact]
    public void Two_inputs_are_one_too_many()
    {
        place.Write("small.prototxt", Small.Replace(
            "layer { name: \"conv1\"",
            "layer { name: \"more\" type: \"Input\" top: \"more\" input_param { shape { dim: 10 dim: 5 } } }\nlayer { name: \"conv1\"",
            StringComparison.Ordinal)
            .Replace("bottom: \"score\" top: \"prob\"", "bottom: \"sum\" top: \"prob\"", StringComparison.Ordinal)
            .Replace(
                "layer { name: \"prob\"",
                "layer { name: \"flat\" type: \"Flatten\" bottom: \"score\" top: \"flat\" }\n"
                + "layer { name: \"sum\" type: \"Eltwise\" bottom: \"flat\" bottom: \"more\" top: \"sum\" }\nlayer { name: \"prob\"",
                StringComparison.Ordinal));
        Run().FailedWith(1, "Small has the inputs 'data' (N×3×16×20), 'more' (N×5); expected one of N×C×H×W, which takes a picture");
    }

    [Fact]
    public void Weights_of_another_network_name_the_layer()
    {
        place.Write("small.prototxt", Small.Replace("num_output: 5", "num_output: 7", StringComparison.Ordinal));
        Run().FailedWith(1, "small.caffemodel: ", "conv2");
    }

    private Outcome Run(params string[] more) =>
        place.Run(["-proto_file", "small.prototxt", "--weights", "small.caffemodel", "--image", "p.png", .. more]);

    private JsonNode Report(params string[] more) => JsonNode.Parse(Run([.. more, "--json"]).Succeeded().Out)!;

    // In the order of the classes.
    private static float[] Probabilities(JsonNode report) =>
        [
            .. report["predictions"]!.AsArray().OrderBy(prediction => (int)prediction!["label"]!).Select(
                prediction => (float)(prediction!["probability"] ?? prediction["score"])!),
        ];

    // By the library, without the program.
    private float[] Expected(InputTransform transform, PrototxtOptions? options = null)
    {
        using Network network = PrototxtNetwork.Load(place.At("small.prototxt"), place.At("small.caffemodel"), options: options);
        using Picture photo = place.Picture("p.png");
        InputHook input = network.Inputs[0];
        input.Set(transform.Apply(photo, input.Width, input.Height));
        network.Forward();
        return network.Hooks[^1].Activation.Span.ToArray();
    }

    // Small, so that no class gets all the probability.
    private void WriteWeights()
    {
        var random = new Random(4);
        CaffeModelWriter.Write(place.At("small.caffemodel"), "Small", CompiledPrototxt.Read(place.At("small.prototxt")).Definition.Steps
            .Where(step => step.Weights.Length > 0)
            .Select(step => new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape =>
                new Tensor(shape, Enumerable.Range(0, shape.Count).Select(_ => (random.NextSingle() - 0.4f) * 0.02f).ToArray()))])));
    }
}
