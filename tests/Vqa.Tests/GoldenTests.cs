using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Vqa.Tests;

/// <summary>The original's runs as command lines: what is printed, which files are written, and every picture.</summary>
public sealed class GoldenTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("q1_animal", "cat_dog.jpg", "What animal?", "", "yes")]
    [InlineData("q2_hydrant", "firehydrants.jpg", "What color is the fire hydrant?", "", "blue")]
    [InlineData("q3_animal_dog", "cat_dog.jpg", "What animal?", "dog", "dog")]
    [InlineData("q2_hydrant", "firehydrants.jpg", "What color is the fire hydrant?", "", "blue", 0)]
    [InlineData("q3_animal_dog", "cat_dog.jpg", "What animal?", "dog", "dog", 0)]
    public void Pictures_and_text(string folder, string image, string question, string answer, string explained, int gpuId = -1)
    {
        if (gpuId >= 0)
            DoubleGpu.Start();
        foreach (string heatMap in new[] { "1", "0" })
        {
            Report report = RunOn(gpuId, image, "-question", question, "-answer", answer, "-save_as_heatmap", heatMap);
            Assert.StartsWith(gpuId < 0 ? "CPU, " : $"CUDA {gpuId}, ", report.Device);
            string[] expectedLines =
            [
                .. File.ReadAllLines(SharedFolder.Require("golden", "vqa", folder, "stdout.txt"))
                    .Where(line => line.Contains(": \t", StringComparison.Ordinal)),
            ];
            Assert.Equal(3, expectedLines.Length);
            Assert.Equal(expectedLines, TextReport.Write(report).Split(Environment.NewLine)[..3]);
            string[] expectedFiles =
            [
                heatMap == "1" ? $"vqa_gcam_hm_{explained}.png" : $"vqa_gcam_{explained}.png",
                $"vqa_gb_{explained}.png",
                $"vqa_gb_gcam_{explained}.png",
            ];
            Assert.Equal([.. expectedFiles, $"vqa_overlay_{explained}.png"], report.Explanations[0].Files.Select(file => Path.GetFileName(file)));
            // The overlay is ours.
            foreach (string file in report.Explanations[0].Files.SkipLast(1))
                GoldenPicture.Compare(SharedFolder.Require("golden", "vqa", folder, Path.GetFileName(file)), file);
        }
        Assert.Equal(5, place.Files.Length);
    }

    [Fact]
    public void An_unknown_answer_is_told_and_becomes_the_predicted_one()
    {
        Report report = Run("cat_dog.jpg", "-question", "What's the man's zebra doing, and why?", "-answer", "zebra");
        Assert.Equal(("white", "white"), (report.PredictedAnswer, report.Explanations[0].Name));
        Assert.Equal(2, report.Notes.Count);
        Assert.Equal(["zebra"], report.Question.UnknownWords);
        Assert.StartsWith("the model does not know 'zebra' and reads UNK; nearest words: zebra: ", report.Notes[0]);
        string note = report.Notes[1];
        Assert.Contains("the answer 'zebra'", note);
        Assert.Contains("nearest of the 20 it knows: ", note);
        Assert.Equal("output/vqa_gb_gcam_white.png", place.Files[0]);
        Assert.Equal(["what", "'s", "the", "man", "'s", "UNK", "doing", ",", "and", "why", "?"], report.Question.Words);
        string text = TextReport.Write(report);
        Assert.Contains("words    what 's the man 's UNK doing , and why ?", text);
        Assert.Contains($"note     {note}", text);
    }

    [Fact]
    public void Of_a_long_question_26_words_are_read()
    {
        Report report = Run("cat_dog.jpg", "-question", string.Join(' ', Enumerable.Repeat("what", 40)));
        Assert.Equal((40, 26), (report.Question.Words.Count, report.Question.WordsRead));
        Assert.Contains("(the first 26 are read)", TextReport.Write(report));
    }

    [Fact]
    public void Answers_are_told_with_probabilities()
    {
        Report report = Run("cat_dog.jpg", "--top", "100");
        Assert.Equal(20, report.Predictions.Count);
        Assert.Equal(report.PredictedAnswer, report.Predictions[0].Name);
        Assert.Equal(1, report.Predictions.Sum(answer => answer.Probability!.Value), 5);
        double[] scores = Npy.Load(SharedFolder.Require("golden", "vqa", "q1_animal", "scores.npy")).Doubles;
        Assert.Equal(scores.Max(score => Math.Exp(score)) / scores.Sum(Math.Exp), report.Predictions[0].Probability!.Value, 5);
        Assert.Equal(2, Run("cat_dog.jpg", "--top", "2").Predictions.Count);
    }

    [Fact]
    public void Sizes_come_from_the_checkpoint_and_options_check_them()
    {
        string[] right =
        [
            "-input_encoding_size", "50", "-rnn_size", "48", "-rnn_layers", "2", "-common_embedding_size", "128", "-num_output", "20",
        ];
        Assert.Equal(TinyModels.Sizes.ToString(), Run("cat_dog.jpg", right).Model.Sizes);
        for (int i = 0; i < right.Length; i += 2)
        {
            UserError error = Assert.Throws<UserError>(() => Run("cat_dog.jpg", right[i], "512"));
            Assert.StartsWith($"-{right[i].Replace('_', '-')} is 512; ", error.Message);
            Assert.Contains(TinyModels.Sizes.ToString(), error.Message);
        }
    }

    [Fact]
    public void Sizes_that_are_not_compiled_run_as_those_that_are()
    {
        string[] arguments = Arguments("cat_dog.jpg");
        Report compiled = TinyModels.Run(TinyModels.Catalog(), arguments);
        byte[][] pictures = [.. compiled.Explanations[0].Files.Select(File.ReadAllBytes)];
        Report now = TinyModels.Run(TinyModels.Catalog(TinyModels.Sizes with { RnnSize = 512 }), arguments);
        Assert.Equal(Facts(compiled), Facts(now));
        Assert.Equal(compiled.Predictions, now.Predictions);
        Assert.Equal(pictures, now.Explanations[0].Files.Select(File.ReadAllBytes));

        static (string, float, string) Facts(Report report) => (report.Model.Sizes, report.Explanations[0].Score, report.PredictedAnswer);
    }

    [Fact]
    public void Files_of_different_models_do_not_fit()
    {
        File.WriteAllText(place.At("words.json"), """{"ix_to_word": {"1": "what", "2": "UNK"}, "ix_to_ans": {"1": "yes"}}""");
        WeightException error = Assert.Throws<WeightException>(() => Run("cat_dog.jpg", "--vocabulary", place.At("words.json")));
        Assert.Contains("embedding_w_q", error.Message);
        Assert.Contains("2 words", error.Message);
    }

    [Fact]
    public void Another_layer_and_a_strip()
    {
        Report report = Run("cat_dog.jpg", "-layer_name", "conv5_4", "--strip");
        Assert.Equal("conv5_4", report.Network.Layer);
        Assert.Equal("vqa_strip_yes.png", Path.GetFileName(report.Explanations[0].Files[^1]));
        Assert.Equal(5, place.Files.Length);
        // The photograph keeps its shape, in the strip and in the overlay.
        using Picture photo = Picture.Load(SharedFolder.Require("images", "cat_dog.jpg"));
        using Picture overlay = Picture.Load(report.Explanations[0].Files[^2]), strip = Picture.Load(report.Explanations[0].Files[^1]);
        Assert.Equal((photo.Width, photo.Height), (overlay.Width, overlay.Height));
        int width = photo.Width > photo.Height ? (int)Math.Round(400.0 * photo.Width / photo.Height) : 400;
        Assert.Equal(4 * width + 3 * 8, strip.Width);
    }

    private Report Run(string image, params string[] more) => RunOn(gpuId: -1, image, more);

    private Report RunOn(int gpuId, string image, params string[] more) =>
        TinyModels.Run(TinyModels.Catalog(), [.. Arguments(image, gpuId), .. more]);

    private string[] Arguments(string image, int gpuId = -1) =>
    [
        "-input_image_path", SharedFolder.Require("images", image),
        "-model_file", SharedFolder.Require("golden", "models", "vgg19_tiny.caffemodel"),
        "-model_path", SharedFolder.Require("golden", "vqa", "lstm.t7"), "-out_path", place.At("output"),
        "-input_sz", "224", "-gpuid", $"{gpuId}", "-backend", "nn", "-seed", "123",
    ];
}
