using System.Text.Json.Nodes;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Language;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Torch7;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>Checkpoints of sizes that no model is compiled for, and prototxts that are not known, run all the same.</summary>
public sealed class RunTimeModelTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(0, "scenes_vqa")]
    [InlineData(1, "vqa_lstm_cnn")]
    public void Of_the_listed_sizes_it_is_the_model_that_is_compiled_in(int index, string file)
    {
        QuestionModelSizes sizes = CompiledModels.Catalog.Models[index].Sizes;
        Assert.Equal(Shipped($"{file}_step"), RunTimeModel.Step(sizes) with { Name = "" });
        Assert.Equal(Shipped($"{file}_fusion"), RunTimeModel.Fusion(sizes) with { Name = "" });

        static NetworkDefinition Shipped(string name) =>
            CompiledPrototxt.Read(SharedFolder.InRepository("models", "language", $"{name}.prototxt")).Definition with { Name = "" };
    }

    [Theory]
    [InlineData(7, 5, 1, 9)]
    [InlineData(200, 24, 3, 33)]
    public void A_checkpoint_of_other_sizes_answers(int wordLength, int units, int layers, int common)
    {
        QuestionModelSizes sizes = new(wordLength, units, layers, common, 144, 3);
        WriteCheckpoint(sizes);
        JsonNode report = JsonNode.Parse(Run("--question", "what zebra", "--json").Succeeded().Out)!;
        Assert.Equal(sizes.ToString(), (string)report["model"]!["sizes"]!);
        JsonArray answers = report["predictions"]!.AsArray();
        Assert.Equal(["no", "two", "yes"], answers.Select(answer => (string)answer!["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal(1, answers.Sum(answer => (float)answer!["probability"]!), 4);
        Assert.Equal(4, place.Files.Count(file => file.StartsWith("output/vqa_", StringComparison.Ordinal)));
        Run("-rnn_size", $"{units}", "--question", "what").Succeeded();
        Run("-rnn_size", "512", "--question", "what").FailedWith(
            1, "--rnn-size is 512; the weights of tiny.t7 are those of input_encoding_size");
    }

    [Fact]
    public void A_checkpoint_that_fits_no_sizes_is_refused()
    {
        WriteCheckpoint(new(7, 5, 1, 9, 143, 3));
        Run("--question", "what").FailedWith(1, "tiny.t7: multimodal_w", "picture features of 144 and 3 answers");
    }

    [Fact]
    public void A_prototxt_that_is_not_known_looks_at_the_picture()
    {
        place.Write(
            "mine.prototxt",
            File.ReadAllText(SharedFolder.InRepository("models", "scenes_vqa.prototxt")).Replace(
                "name: \"relu1\"", "name: \"my_relu\"", StringComparison.Ordinal));
        string[] arguments = ["--question", "What color is the star?", "--image", Workplace.Example, "--json"];
        JsonNode known = JsonNode.Parse(place.Run(arguments).Succeeded().Out)!;
        JsonNode report = JsonNode.Parse(place.Run(
        [
            "-proto_file", "mine.prototxt", "--weights", Path.Combine(Workplace.Models, "scenes_vqa.caffemodel"), "--model-path",
            Path.Combine(Workplace.Models, "scenes_vqa.t7"),
            "--vocabulary", Path.Combine(Workplace.Models, "scenes_vqa.json"), .. arguments, "--layer", "relu6",
        ]).Succeeded().Out)!;
        Assert.Contains("only the prototxt of ", string.Join('\n', report["notes"]!.AsArray()));
        foreach (string field in new[] { "predictedAnswer", "predictions", "explanations" })
            Assert.Equal(known[field]!.ToJsonString(), report[field]!.ToJsonString());
    }

    private Outcome Run(params string[] more) =>
        place.Run(["--network", "scenes", "--image", Workplace.Example, "--model-path", "tiny.t7", "--vocabulary", "words.json", .. more]);

    private void WriteCheckpoint(QuestionModelSizes sizes)
    {
        var random = new Random(7);
        place.Write("words.json", """{"ix_to_word": {"1": "what", "2": "UNK"}, "ix_to_ans": {"1": "yes", "2": "no", "3": "two"}}""");
        Torch7Writer.Write(place.At("tiny.t7"), new Torch7Table
        {
            ["embedding_w_q"] = Vector(3 * sizes.InputEncodingSize),
            ["encoder_w_q"] = Vector(
                4 * sizes.RnnSize * (sizes.InputEncodingSize + 1 + (2 * sizes.RnnLayers - 1) * (sizes.RnnSize + 1)) + sizes.RnnSize + 1),
            ["multimodal_w"] = Vector(
                sizes.CommonEmbeddingSize * (sizes.StateSize + 1 + sizes.ImageLength + 1)
                + sizes.NumOutput * (sizes.CommonEmbeddingSize + 1)),
        });

        Torch7Tensor Vector(int count) =>
            Torch7Tensor.Copy<float>([.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)], count);
    }
}
