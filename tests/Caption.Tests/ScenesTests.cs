using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The program as a process, with the captioner that comes with it.</summary>
public sealed class ScenesTests : IDisposable
{
    private const string Caption = "a yellow star above a blue square";

    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void Without_options_it_captions_and_explains()
    {
        Outcome run = place.Run().Succeeded();
        Assert.StartsWith(
            $"No caption provided, using generated caption for Grad-CAM.{Environment.NewLine}"
            + $"Generated caption: \t{Caption}{Environment.NewLine}Grad-CAM caption: \t{Caption}{Environment.NewLine}",
            run.Out);
        string[] kinds = ["gb", "gb_gcam", "gcam_hm", "overlay", "strip"];
        Assert.Equal(kinds.Select(kind => $"output/caption_{kind}_{Caption}.png"), place.Files);
        foreach (string file in place.Files)
        {
            using Picture picture = place.Picture(file);
            Assert.True(picture.Rgb.ToArray().Distinct().Count() > 16, $"{file} has hardly any shades");
        }
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public void Json_has_the_facts_and_maps_are_on_what_is_spoken_of()
    {
        JsonNode report = JsonNode.Parse(place.Run("--json", "--strip", "-out_path", "a/b", "-save_as_heatmap", "0").Succeeded().Out)!;
        Assert.Equal((Caption, Caption), ((string)report["predictions"]![0]!["name"]!, (string)report["explanations"]![0]!["name"]!));
        JsonArray words = report["caption"]!["words"]!.AsArray();
        Assert.Equal(Caption.Split(' '), words.Select(word => (string)word!["word"]!));
        foreach ((int word, string where) in new[] { (1, "yellow star"), (2, "yellow star"), (5, "blue square"), (6, "blue square") })
            Assert.Equal(where, (string)words[word]!["peak"]!["objects"]!.AsArray().Single()!);
        Assert.All(words, word => Assert.InRange((double)word!["logProbability"]!, -0.5, 0));
        Assert.Equal(words.Sum(word => (double)word!["logProbability"]!), (double)report["explanations"]![0]!["score"]!, 1e-5);
        Assert.Equal(place.Files, report["explanations"]![0]!["files"]!.AsArray().Select(file => (string)file!).Order(StringComparer.Ordinal));
        using Picture grey = place.Picture($"a/b/caption_gcam_{Caption}.png");
        Assert.Equal(1, grey.Channels);
    }

    [Fact]
    public void The_page_of_the_format_shows_what_is_printed()
    {
        JsonPage page = JsonPage.Read("caption");
        page.RequireSame(JsonNode.Parse(place.Run(page.Arguments).Succeeded().Out)!);
    }

    [Fact]
    public void A_caption_without_a_known_word_is_an_error_unless_it_is_allowed()
    {
        place.Run("--caption", "ein Hund").FailedWith(1, "the model knows no word of the caption 'ein Hund'", "--allow-unknown");
        Assert.Empty(place.Files);
        Outcome run = place.Run("--caption", "ein Hund", "--allow-unknown").Succeeded();
        Assert.Contains("note     the model does not know 'ein', 'Hund' and reads UNK; nearest words: ", run.Out);
    }

    [Fact]
    public void Errors_are_json_too()
    {
        JsonNode error = place.Run("--json", "--caption", "?!").FailedWithJson(1)["error"]!;
        Assert.StartsWith("the caption '?!' has no words", (string)error["message"]!);
        Assert.Equal("-temperature is 'warm'", ((string)place.Run("--json", "-temperature", "warm").FailedWithJson(2)["error"]!["message"]!).Split(';')[0]);
    }

    [Fact]
    public void One_word_of_a_caption_that_is_given()
    {
        Outcome run = place.Run("--caption", "a yellow star, a blue square", "--word", "3").Succeeded();
        Assert.StartsWith(
            $"Generated caption: \t{Caption}{Environment.NewLine}Grad-CAM caption: \ta yellow star, a blue square{Environment.NewLine}",
            run.Out);
        Assert.Contains("word 3, star, log-probability", run.Out);
        Assert.Contains("in the box of the yellow star", run.Out);
        Assert.Equal(4, place.Files.Length);
    }

    [Theory]
    [InlineData("beam search, 4 captions", "--beam-size", "4")]
    [InlineData("words drawn with temperature 0.1, seed 5", "-sample_max", "0", "-temperature", "0.1", "-seed", "5")]
    public void Other_ways_to_generate(string way, params string[] options)
    {
        Outcome run = place.Run(options).Succeeded();
        Assert.Contains($"Generated caption: \t{Caption}{Environment.NewLine}", run.Out);
        Assert.Contains(way, run.Out);
        // END counts where a caption is generated, and not where it is explained.
        Assert.Matches(@"; log-probability -\d+\.\d{3}, with END\r?\n", run.Out);
        Assert.Matches(@"the whole caption, log-probability -\d+\.\d{3}, without END: ", run.Out);
    }

    [Fact]
    public void A_caption_that_is_cut_has_no_end() =>
        Assert.Matches(@"; log-probability -\d+\.\d{3}, cut before END\r?\n", place.Run("--max-length", "2").Succeeded().Out);

    [Theory]
    [InlineData("has no words", "-caption", "?!")]
    [InlineData("has 17 words; expected at most 16", "-caption", "a a a a a a a a a a a a a a a a a")]
    [InlineData("--word is 8; the caption 'a yellow star above a blue square' has 7 words", "--word", "8")]
    [InlineData("--max-length is 17; ", "-max_length", "17")]
    [InlineData("--beam-size is 17; ", "-beam_size", "17")]
    [InlineData("was trained for blue, green, red", "--rgb")]
    [InlineData("none.png: found no such file", "--image", "none.png")]
    [InlineData("no layer 'relu66'; nearest names: relu6", "-layer", "relu66")]
    [InlineData("a height and a width", "-layer", "fc9")]
    [InlineData("compiled for pictures of 128×128", "-input_sz", "224")]
    [InlineData("none.t7: there is no such file", "-model_path", "none.t7", "--image", "none.png")]
    public void Wrong_values_are_exit_code_1(string expected, params string[] options)
    {
        if (options[^1] == "none.png" && options.Length == 4)
            place.Copy(Workplace.Example, "none.png");
        place.Run(options).FailedWith(1, expected);
        Assert.Empty(place.Files.Except(["none.png"]));
    }

    [Fact]
    public void A_file_of_something_else_is_exit_code_1()
    {
        place.Write("model.t7", "This is no checkpoint.");
        place.Copy(Workplace.Example, "p.png");
        place.Run("-model_path", "model.t7", "--image", "p.png").FailedWith(1, "model.t7: ", "expected a Torch7 file");
        Assert.Equal(2, place.Files.Length);
    }

    [Fact]
    public void Where_nothing_is_known_of_objects_nothing_is_claimed()
    {
        place.Copy(Workplace.Example, "p.png");
        Assert.DoesNotContain("in the box", place.Run("--image", "p.png").Succeeded().Out);
    }
}
