using System.Text.Json.Nodes;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Language;
using CaffeSharpGen.Language.Tests;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>Checkpoints of sizes that no captioner is compiled for run all the same: their networks are made of what they say.</summary>
public sealed class RunTimeCaptionerTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(0, "scenes_caption_step")]
    [InlineData(1, "neuraltalk2_step")]
    public void Of_the_listed_sizes_a_step_is_the_one_that_is_compiled_in(int index, string file) => Assert.Equal(
        CompiledPrototxt.Read(SharedFolder.InRepository("models", "language", $"{file}.prototxt")).Definition with { Name = "" },
        RunTimeCaptioner.Step(CompiledCaptioners.Catalog.Captioners[index].Sizes) with { Name = "" });

    [Fact]
    public void Of_the_shipped_checkpoint_the_picture_network_is_the_one_that_is_compiled_in()
    {
        using var checkpoint = CaptionCheckpoint.Open(Path.Combine(Workplace.Models, "scenes_caption.t7"));
        NetworkDefinition expected = CompiledPrototxt.Read(SharedFolder.InRepository("models", "scenes_caption.prototxt")).Definition;
        Assert.Equal(expected with { Name = "" }, RunTimeCaptioner.Picture(checkpoint).WithInputSize(128).Definition with { Name = "" });
    }

    [Fact]
    public void A_checkpoint_of_other_sizes_makes_a_caption()
    {
        Torch7Writer.Write(place.At("small.t7"), SmallCaptioner.Checkpoint());
        JsonNode report = JsonNode.Parse(Run("-input_sz", "8", "--json").Succeeded().Out)!;
        Assert.Equal(
            new CaptionModelSizes(SmallCaptioner.Code, SmallCaptioner.Units, 1, SmallCaptioner.Words).ToString(), (string)report["model"]!["sizes"]!);
        // The last layer with a height and a width before the pooling.
        Assert.Equal("b", (string)report["network"]!["layer"]!);
        JsonArray words = Report("-input_sz", "8", "--caption", "w1 zebra w3")["caption"]!["words"]!.AsArray();
        Assert.Equal("w1 UNK w3", string.Join(' ', words.Select(word => $"{word!["word"]}")));
        Assert.Equal("a", (string)Report("-input_sz", "8", "--caption", "w1", "--rgb", "--layer", "a")["network"]!["layer"]!);
    }

    [Fact]
    public void Pictures_of_a_size_that_does_not_fit_are_refused()
    {
        Torch7Writer.Write(place.At("small.t7"), SmallCaptioner.Checkpoint());
        Run().FailedWith(1, "small.t7", "5×64", "224×224", "--input-sz");
        Run("-input_sz", "16").FailedWith(1, "small.t7", "5×64", "16×16", "--input-sz");
    }

    [Fact]
    public void A_picture_network_that_does_not_fit_the_language_model_is_refused()
    {
        Torch7Table checkpoint = SmallCaptioner.Checkpoint();
        Torch7Table linear = SmallCaptioner.Find(checkpoint, "protos", "cnn", "modules", "5");
        linear["weight"] = Torch7Tensor.Copy<float>(new float[6 * 64], 6, 64);
        linear["bias"] = Torch7Tensor.Copy<float>(new float[6], 6);
        Torch7Writer.Write(place.At("small.t7"), checkpoint);
        Run("-input_sz", "8").FailedWith(
            1, "small.t7: the network that looks at the picture ends in 1×6; the language model reads 5 numbers");
    }

    private Outcome Run(params string[] more) =>
        place.Run(["--model-path", "small.t7", "--image", Path.Combine(Workplace.Models, "scenes_caption.example.png"), .. more]);

    private JsonNode Report(params string[] more) => JsonNode.Parse(Run([.. more, "--json"]).Succeeded().Out)!;
}
