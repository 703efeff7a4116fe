using System.Text.Json.Nodes;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>
/// A train_val prototxt: what its data layer says is what the network is fed, unless options say otherwise; what cannot be done is told, or
/// refused.
/// </summary>
public sealed class DataLayerTests : IDisposable
{
    private const string Transform = "scale: 0.00390625 mean_value: 100 mean_value: 110.5 mean_value: 120";

    private const string TrainVal = """
        name: "Digits"
        layer { name: "train" type: "Data" top: "data" top: "label" include { phase: TRAIN } transform_param { scale: 3 mean_value: 7 } }
        layer { name: "test" type: "Data" top: "data" top: "label" include { phase: TEST } transform_param { TRANSFORM crop_size: 16 } }
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 6 kernel_size: 3 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "ip2" type: "InnerProduct" bottom: "conv1" top: "ip2" inner_product_param { num_output: 4 } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip2" bottom: "label" top: "loss" }
        """;

    private readonly Workplace place = new();

    public DataLayerTests()
    {
        place.Copy(Workplace.Example, "p.png");
        Write(Transform);
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public void The_network_is_fed_as_its_data_layer_says()
    {
        JsonNode report = Report();
        Assert.Equal(Expected(new InputTransform { Mean = [100, 110.5, 120], Scale = 0.00390625 }), Scores(report));
        Assert.Contains(
            "only the prototxt of Digits is known: it is fed BGR, minus 100, 110.5, 120, times 0.00390625 "
            + "(mean and scale as its layer 'test' (Data) says; --channels, --mean and --scale change that)",
            Notes(report));
        Assert.Contains(
            "layer 'test' (Data) cuts crop_size 16 out of the middle of an image; here the whole picture is scaled to the input",
            Notes(report));
    }

    [Fact]
    public void Options_say_otherwise()
    {
        JsonNode report = Report("--mean", "50");
        Assert.Equal(Expected(new InputTransform { Mean = [50], Scale = 0.00390625 }), Scores(report));
        Assert.Contains("(scale as its layer 'test' (Data) says; --channels", string.Join('\n', Notes(report)));
        report = Report("--scale", "0.5", "--mean", "50");
        Assert.Equal(Expected(new InputTransform { Mean = [50], Scale = 0.5 }), Scores(report));
        Assert.DoesNotContain("says", string.Join('\n', Notes(report).Where(note => note.StartsWith("only", StringComparison.Ordinal))));
        // The prototxt's means are in the order of its channels, whatever their colors are.
        Assert.Equal(
            Expected(new InputTransform { Channels = ChannelOrder.Rgb, Mean = [100, 110.5, 120], Scale = 0.00390625 }),
            Scores(Report("--channels", "rgb")));
        Assert.Equal(
            Expected(new InputTransform { Mean = [100, 110.5, 120], Scale = 0.00390625 }, new PrototxtOptions { InputShape = "1,3,20,20" }),
            Scores(Report(20, "-input_sz", "20")));
    }

    [Fact]
    public void Without_a_mean_nothing_is_subtracted()
    {
        Write("scale: 0.017");
        Assert.Equal(Expected(new InputTransform { Mean = [0], Scale = 0.017 }), Scores(Report()));
        Write("mean_value: 9");
        Assert.Equal(Expected(new InputTransform { Mean = [9], Scale = 1 }), Scores(Report()));
    }

    [Fact]
    public void A_mean_image_is_asked_for_as_numbers()
    {
        Write("scale: 0.5 mean_file: \"mean.binaryproto\"");
        Run().FailedWith(
            1, "digits.prototxt: layer 'test' (Data) subtracts the mean image \"mean.binaryproto\", which is not read: "
            + "give --mean, one number, or one for each of 3 channel(s)");
        Assert.Equal(Expected(new InputTransform { Mean = [1, 2, 3], Scale = 0.5 }), Scores(Report("--mean", "1,2,3")));
    }

    [Fact]
    public void Two_means_for_three_channels_are_refused_as_in_Caffe()
    {
        place.Write("digits.prototxt", TrainVal.Replace("TRANSFORM", "mean_value: 1 mean_value: 2 force_color: true", StringComparison.Ordinal));
        Run().FailedInPrototxt("layer 'test' (Data): it gives 2 mean_value for 3 channels, which Caffe refuses");
    }

    [Theory]
    [InlineData("mean_value: nan", "has mean_value NaN: give --mean", "--mean", "3")]
    [InlineData("scale: 0", "multiplies pixels by 0; expected a number other than 0: give --scale", "--scale", "3")]
    public void What_would_feed_wrong_numbers_is_refused(string transform, string expected, params string[] wayOut)
    {
        Write(transform);
        Run().FailedWith(1, expected);
        Run(wayOut).Succeeded();
    }

    [Fact]
    public void What_is_not_done_is_told()
    {
        Write("force_gray: true mirror: true");
        WriteWeights("1,3,16,16");
        string[] notes = Notes(Report("--input-shape", "1,3,16,16"));
        Assert.Contains("layer 'test' (Data) makes images of 1 channel(s); the network is compiled for 3, as its shape is given", notes);
        Assert.Contains("layer 'test' (Data) mirrors images at random; here the picture is fed as it is", notes);
    }

    [Fact]
    public void A_known_network_is_fed_as_the_prototxt_says()
    {
        string scenes = File.ReadAllText(SharedFolder.InRepository("models", "scenes.prototxt"));
        int from = scenes.IndexOf("layer {", StringComparison.Ordinal), to = scenes.IndexOf("layer {", from + 1, StringComparison.Ordinal);
        string input = scenes[from..to];
        Assert.Contains("type: \"Input\"", input);
        string Changed(string transform) => place.Write("scenes.prototxt", scenes.Replace(
            input,
            $"layer {{ name: \"data\" type: \"Data\" top: \"data\" transform_param {{ crop_size: 128 force_color: true {transform} }} }}\n",
            StringComparison.Ordinal));
        PictureNetwork Find() => ProtoFile.Find(place.At("scenes.prototxt"), new PrototxtOptions(), CompiledNetworks.Catalog);
        Changed("scale: 0.25 mean_value: 12");
        Assert.Equal(("scenes", 0.25, 12.0), (Find().Entry.Name, Find().Entry.Input.Scale, Find().Entry.Input.Mean.Single()));
        Assert.Contains(
            "scenes is fed BGR, minus 12, times 0.25 (mean and scale as its layer 'data' (Data) says",
            place.Run("-proto_file", "scenes.prototxt", "-label", "5").Succeeded().Out);
        // The mean of its weights is known.
        Changed("mean_file: \"mean.binaryproto\"");
        Assert.Equal(CompiledNetworks.Catalog.Find("scenes").Entry.Input.Mean, Find().Entry.Input.Mean);
        Assert.Contains(
            "layer 'data' (Data) subtracts a mean image, which is not read: the mean of scenes is subtracted instead",
            place.Run("-proto_file", "scenes.prototxt", "-label", "5").Succeeded().Out);
    }

    [Fact]
    public void Where_the_loss_is_dropped_scores_are_no_probabilities()
    {
        const string Hint = "Digits ends in scores, as its loss 'loss' is dropped; --keep-loss makes probabilities of them";
        JsonNode report = Report();
        Assert.Contains(Hint, Notes(report));
        Assert.All(report["predictions"]!.AsArray(), prediction => Assert.False(prediction!.AsObject().ContainsKey("probability")));
        string text = Run().Succeeded().Out;
        Assert.Contains("label        score  class", text);
        Assert.Contains(Hint, text);

        report = Report("--keep-loss");
        Assert.DoesNotContain(Hint, Notes(report));
        Assert.All(report["predictions"]!.AsArray(), prediction => Assert.False(prediction!.AsObject().ContainsKey("score")));
        Assert.Equal(1, report["predictions"]!.AsArray().Sum(prediction => (float)prediction!["probability"]!), 4);
        Assert.Contains("label  probability  class", Run("--keep-loss").Succeeded().Out);
    }

    private Outcome Run(params string[] more) =>
        place.Run(["-proto_file", "digits.prototxt", "--weights", "digits.caffemodel", "--image", "p.png", .. more]);

    private JsonNode Report(params string[] more) => JsonNode.Parse(Run([.. more, "--json"]).Succeeded().Out)!;

    // For pictures of another size the fully connected layer has other weights.
    private JsonNode Report(int size, params string[] more)
    {
        WriteWeights($"1,3,{size},{size}");
        return Report(more);
    }

    private static string[] Notes(JsonNode report) => [.. report["notes"]!.AsArray().Select(note => (string)note!)];

    // In the order of the classes.
    private static float[] Scores(JsonNode report) =>
        [
            .. report["predictions"]!.AsArray().OrderBy(prediction => (int)prediction!["label"]!).Select(
                prediction => (float)prediction!["score"]!),
        ];

    // By the library, without the program.
    private float[] Expected(InputTransform transform, PrototxtOptions? options = null)
    {
        using Device device = Device.Cpu();
        WriteWeights(options?.InputShape ?? "");
        using Network network = PrototxtNetwork.Load(place.At("digits.prototxt"), place.At("digits.caffemodel"), device, options: options);
        using Picture photo = place.Picture("p.png");
        InputHook input = network.Inputs[0];
        input.Set(transform.Apply(photo, input.Width, input.Height));
        network.Forward();
        return network.Hooks[^1].Activation.Span.ToArray();
    }

    private void Write(string transform)
    {
        place.Write("digits.prototxt", TrainVal.Replace("TRANSFORM", transform, StringComparison.Ordinal));
        WriteWeights("");
    }

    private void WriteWeights(string shape)
    {
        var random = new Random(4);
        CompiledPrototxt compiled = CompiledPrototxt.Read(place.At("digits.prototxt"), new PrototxtOptions { InputShape = shape });
        CaffeModelWriter.Write(place.At("digits.caffemodel"), "Digits", compiled.Definition.Steps
            .Where(step => step.Weights.Length > 0)
            .Select(step => new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(weights =>
                new Tensor(weights, Enumerable.Range(0, weights.Count).Select(_ => (random.NextSingle() - 0.4f) * 0.02f).ToArray()))])));
    }
}
