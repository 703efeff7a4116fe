using System.Text.Json.Nodes;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>The program as a process, with the model that comes with it.</summary>
public sealed class ScenesTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void Without_options_it_answers_and_explains()
    {
        Outcome run = place.Run().Succeeded();
        Assert.StartsWith(
            $"Question: \tWhat color is the star?{Environment.NewLine}Predicted answer: \tblue{Environment.NewLine}"
            + $"Grad-CAM answer: \tblue{Environment.NewLine}",
            run.Out);
        Assert.Contains(", in the box of the blue star", run.Out);
        Assert.Equal(
            [
                "output/vqa_gb_blue.png", "output/vqa_gb_gcam_blue.png", "output/vqa_gcam_hm_blue.png", "output/vqa_overlay_blue.png",
                "output/vqa_strip_blue.png",
            ],
            place.Files);
        foreach (string file in place.Files)
        {
            using Picture picture = place.Picture(file);
            // A strip shows the picture larger, and text below it.
            if (file.Contains("strip", StringComparison.Ordinal))
                Assert.InRange(picture.Height, 410, 480);
            else
                Assert.Equal(128, picture.Height);
            Assert.True(picture.Rgb.ToArray().Distinct().Count() > 16, $"{file} has hardly any shades");
        }
        Assert.DoesNotContain('\e', run.Out);
    }

    [Theory]
    [InlineData("Is there a ring?", "yes")]
    [InlineData("Is there a cross?", "no")]
    [InlineData("How many objects are there?", "3")]
    [InlineData("What color is the triangle?", "green")]
    [InlineData("What shape is the red object?", "ring")]
    [InlineData("What is below the blue star?", "green triangle")]
    [InlineData("What is right of the green triangle?", "red ring")]
    public void Questions_about_the_example(string question, string answer) =>
        Assert.Contains($"Predicted answer: \t{answer}{Environment.NewLine}", place.Run("-question", question).Succeeded().Out);

    [Fact]
    public void Json_has_the_facts()
    {
        Outcome run = place.Run(
            "--json", "-question", "What color is the ring?", "-answer", "zebra", "-out_path", "a/b", "-save_as_heatmap", "0");
        JsonNode report = JsonNode.Parse(run.Succeeded().Out)!;
        Assert.Equal("What color is the ring?", (string)report["question"]!["text"]!);
        Assert.Equal(("red", "red"), ((string)report["predictedAnswer"]!, (string)report["explanations"]![0]!["name"]!));
        Assert.Equal(["what", "color", "is", "the", "ring", "?"], report["question"]!["words"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(5, report["predictions"]!.AsArray().Count);
        Assert.Contains("'zebra'", (string)report["notes"]![0]!);
        Assert.Equal(["a/b/vqa_gb_gcam_red.png", "a/b/vqa_gb_red.png", "a/b/vqa_gcam_red.png", "a/b/vqa_overlay_red.png"], place.Files);
        Assert.Equal(place.Files, report["explanations"]![0]!["files"]!.AsArray().Select(file => (string)file!).Order(StringComparer.Ordinal));
        using Picture grey = place.Picture("a/b/vqa_gcam_red.png");
        Assert.Equal(1, grey.Channels);
    }

    [Fact]
    public void The_page_of_the_format_shows_what_is_printed()
    {
        JsonPage page = JsonPage.Read("vqa");
        page.RequireSame(JsonNode.Parse(place.Run(page.Arguments).Succeeded().Out)!);
    }

    [Fact]
    public void A_question_without_a_known_word_is_an_error_unless_it_is_allowed()
    {
        place.Run("-question", "Wo ist der Stern?").FailedWith(
            1, "the model knows no word of the question 'Wo ist der Stern?'", "stern: stars, star", "--allow-unknown");
        Assert.Empty(place.Files);
        Outcome run = place.Run("-question", "Wo ist der Stern?", "--allow-unknown").Succeeded();
        Assert.Contains("words    UNK UNK UNK UNK ?", run.Out);
        Assert.Contains("note     the model does not know 'wo', 'ist', 'der', 'stern' and reads UNK; nearest words: ", run.Out);
    }

    [Fact]
    public void Words_that_are_not_known_are_told()
    {
        JsonNode report = JsonNode.Parse(place.Run("--json", "-question", "What colour is the star?").Succeeded().Out)!;
        Assert.Equal(["colour"], report["question"]!["unknownWords"]!.AsArray().Select(word => (string)word!));
        Assert.Contains("the model does not know 'colour' and reads UNK; nearest words: colour: color, ", (string)report["notes"]![0]!);
        // What is no word is not missed.
        Assert.DoesNotContain("note ", place.Run("-question", "What color is the star %").Succeeded().Out);
    }

    [Fact]
    public void Errors_are_json_too()
    {
        JsonNode error = place.Run("--json", "-question", "zebra").FailedWithJson(1)["error"]!;
        Assert.StartsWith("the model knows no word of the question 'zebra'", (string)error["message"]!);
        Assert.Equal("p.png", (string)place.Run("--json", "p.png").FailedWithJson(1)["error"]!["file"]!);
    }

    [Fact]
    public void Shell_characters_of_a_question_mean_nothing()
    {
        Outcome run = place.Run("-question", "'; touch hacked; $(touch hacked) `touch hacked` \"star\"?").Succeeded();
        Assert.Contains("touch hacked", run.Out);
        Assert.DoesNotContain(place.Files, file => file.Contains("hacked", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_nothing_is_known_of_objects_nothing_is_claimed()
    {
        place.Copy(Workplace.Example, "p.png");
        Assert.DoesNotContain("in the box", place.Run("--image", "p.png").Succeeded().Out);
    }

    [Theory]
    [InlineData("-question", " ", "has no words")]
    [InlineData("--vocabulary", "none.json", "none.json: there is no such file", "data_prepro.json")]
    [InlineData("--weights", "none.caffemodel", "none.caffemodel: there is no such file")]
    [InlineData("--image", "none.png", "none.png: found no such file")]
    [InlineData("-layer_name", "relu66", "no layer 'relu66'", "nearest names: relu6")]
    [InlineData("-layer_name", "fc8", "fc8", "a height and a width")]
    [InlineData("-input_sz", "224", "128×128", "found 224")]
    [InlineData("-rnn_size", "512", "--rnn-size is 512", "rnn_size 40")]
    public void Wrong_values_are_exit_code_1(string option, string value, params string[] expected)
    {
        place.Run(option, value).FailedWith(1, expected);
        Assert.Empty(place.Files);
    }

    [Theory]
    [InlineData("words.json", """{"ix_to_word": {"1": "a"}}""", "--vocabulary", "words.json: there is no ix_to_ans")]
    [InlineData("model.t7", "This is no checkpoint.", "--model-path", "model.t7: ", "expected a Torch7 file")]
    public void Wrong_files_are_exit_code_1(string name, string text, string option, params string[] expected)
    {
        place.Write(name, text);
        place.Copy(Path.Combine(Workplace.Models, "scenes_vqa.json"), "scenes_vqa.json");
        place.Run("--network", "scenes", option, name).FailedWith(1, expected);
        Assert.Equal(2, place.Files.Length);
    }
}
