using System.Text.Json.Nodes;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Networks of <c>models/</c> that are not compiled into the program run by the same names, with the same metadata.</summary>
public sealed class RunTimeNetworkTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void All_that_are_listed_run_one_way_or_the_other()
    {
        Assert.Equal(Manifest.Read().Networks.Select(entry => entry.Name), CompiledNetworks.Catalog.Names);
        string[] names = ["caffenet", "googlenet", "resnet50", "resnet101", "resnet152", "nin", "mobilenet_v1", "densenet121"];
        foreach (string name in names)
        {
            PictureNetwork network = Assert.IsType<RunTimeNetwork>(CompiledNetworks.Catalog.Find(name));
            string[] values = [.. network.Definition.Values.Select(value => value.Name)];
            Assert.Contains(network.Entry.GradCamLayer, values);
            Assert.Contains(network.Entry.LogitsLayer, values);
            Shape input = PictureInput.Of(network.Definition);
            Assert.Equal((network.Entry.Input.Width, network.Entry.Input.Height), (input.Width, input.Height));
        }
    }

    [Fact]
    public void How_only_one_name_begins_is_that_name()
    {
        Assert.Equal("mobilenet_v1", CompiledNetworks.Catalog.Find("MobileNet").Entry.Name);
        Assert.Equal("squeezenet_v1.1", CompiledNetworks.Catalog.Find("squeezenet_v1.1").Entry.Name);
    }

    [Theory]
    [InlineData("vgg", "there is no network 'vgg'; did you mean vgg16 or vgg19?")]
    [InlineData("ResNet", "there is no network 'ResNet'; did you mean resnet50, resnet101 or resnet152?")]
    [InlineData("squeezenet", "did you mean squeezenet_v1.0 or squeezenet_v1.1?")]
    [InlineData("vgg-16", "did you mean 'vgg16'?")]
    [InlineData("vgg17", "there is no network 'vgg17'; expected one of scenes, vgg16, vgg19, ")]
    public void Nothing_is_guessed(string name, string expected) => Assert.Contains(
        expected, Assert.Throws<UserError>(() => CompiledNetworks.Catalog.Find(name)).Message);

    [Fact]
    public void Mobilenet_with_random_weights()
    {
        PictureNetwork known = CompiledNetworks.Catalog.Find("mobilenet");
        var random = new Random(3);
        CaffeModelWriter.Write(place.At("m.caffemodel"), "MobileNet", known.Definition.Steps
            .Where(step => step.Weights.Length > 0)
            .Select(step => new LayerTensors(step.Layer, step.LayerType, [.. step.Weights.Select(shape =>
            {
                float size = 1.7f / MathF.Sqrt(Math.Max(1, shape.CountFrom(1)));
                // Variances are not negative.
                float least = step.LayerType == "BatchNorm" ? 0 : 0.8f;
                return new Tensor(shape, Enumerable.Range(0, shape.Count).Select(_ => (random.NextSingle() * 2 - least) * size).ToArray());
            })])));
        place.Copy(Workplace.Example, "p.png");
        JsonNode report = Report();
        Assert.Equal("relu6/sep", (string)report["network"]!["layer"]!);
        Assert.Equal(4, place.Files.Count(file => file.StartsWith("output/", StringComparison.Ordinal)));
        string[] names = File.ReadAllLines(Path.Combine(Workplace.Models, "ilsvrc2012.names.txt"));
        Assert.All(
            report["predictions"]!.AsArray(),
            prediction => Assert.Equal(names[(int)prediction!["label"]! - 1], (string)prediction["name"]!));
        // By its file it is the same network, with the same metadata.
        JsonNode mine = Report("-proto_file", place.Write("mine.prototxt", ModelsFolder.ReadShared("mobilenet_v1.prototxt")));
        Assert.Equal(report["predictions"]!.ToJsonString(), mine["predictions"]!.ToJsonString());

        JsonNode Report(params string[] more) => JsonNode.Parse(place.Run(
            [
                .. more.Length > 0 ? more : ["--network", "mobilenet"],
                "--weights", "m.caffemodel", "--image", "p.png", "--json",
            ]).Succeeded().Out)!;
    }

    [Fact]
    public void Pictures_of_another_size_are_for_networks_that_are_compiled_when_they_run()
    {
        PictureNetwork larger = CompiledNetworks.Catalog.Find("nin").WithInputSize(256);
        Assert.Equal((256, 256), (larger.Entry.Input.Width, larger.Entry.Input.Height));
        Shape input = PictureInput.Of(larger.Definition);
        Assert.Equal((256, 256), (input.Width, input.Height));
        Assert.Contains(
            "compiled for pictures of 227×227",
            Assert.Throws<UserError>(() => CompiledNetworks.Catalog.Find("squeezenet_v1.0").WithInputSize(256)).Message);
        Assert.Same(CompiledNetworks.Catalog.Find("nin"), CompiledNetworks.Catalog.Find("nin").WithInputSize(224));
    }

    [Fact]
    public void A_known_network_takes_other_preprocessing_too()
    {
        place.Run("--mean", "0", "-label", "5").Succeeded();
        place.Run("--channels", "gray", "-label", "5").FailedWith(1, "Scenes takes 3");
    }
}
