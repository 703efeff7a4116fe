using System.Globalization;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The original's runs as command lines: what is printed, which files are written, and every picture.</summary>
public sealed class GoldenTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("generated", "", "dog picture playing bed for a field sink", "model_cpu.t7")]
    [InlineData("a_dog_and_a_cat", "a dog and a cat", "a dog and a cat", "model_cpu.t7")]
    [InlineData("generated", "", "dog picture playing bed for a field sink", "model_gpu_converted_to_cpu.t7")]
    [InlineData("a_dog_and_a_cat", "a dog and a cat", "a dog and a cat", "model_gpu_typenames.t7")]
    [InlineData("generated", "", "dog picture playing bed for a field sink", "model_cpu.t7", 0)]
    [InlineData("a_dog_and_a_cat", "a dog and a cat", "a dog and a cat", "model_cpu.t7", 0)]
    public void Pictures_and_text(string folder, string caption, string explained, string checkpoint, int gpuId = -1)
    {
        if (gpuId >= 0)
            DoubleGpu.Start();
        foreach (string heatMap in new[] { "1", "0" })
        {
            Report report = RunOn(gpuId, checkpoint, "-caption", caption, "-save_as_heatmap", heatMap, "-layer", "30");
            Assert.StartsWith(gpuId < 0 ? "CPU, " : $"CUDA {gpuId}, ", report.Device);
            string[] expectedLines = [.. File.ReadAllLines(SharedFolder.Require("golden", "captioning", folder, "stdout.txt"))
                .Where(line => line.Contains("caption: \t", StringComparison.Ordinal)
                    || line.StartsWith("No caption", StringComparison.Ordinal))];
            Assert.Equal(caption.Length == 0 ? 3 : 2, expectedLines.Length);
            Assert.Equal(expectedLines, TextReport.Write(report).Split(Environment.NewLine)[..expectedLines.Length]);
            string[] expectedFiles =
            [
                heatMap == "1" ? $"caption_gcam_hm_{explained}.png" : $"caption_gcam_{explained}.png",
                $"caption_gb_{explained}.png",
                $"caption_gb_gcam_{explained}.png",
            ];
            Assert.Equal(
                [.. expectedFiles, $"caption_overlay_{explained}.png", $"caption_strip_{explained}.png"],
                report.Explanations[0].Files.Select(file => Path.GetFileName(file)));
            // The overlay and the strip are ours.
            foreach (string file in report.Explanations[0].Files.SkipLast(2))
                GoldenPicture.Compare(SharedFolder.Require("golden", "captioning", folder, Path.GetFileName(file)), file);
        }
        Assert.Equal(6, place.Files.Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Beam_search(int size)
    {
        string expected = File.ReadAllLines(SharedFolder.Require("golden", "captioning", "generated", "stdout.txt"))
            .Single(line => line.StartsWith($"beam {size}\t", StringComparison.Ordinal));
        Report report = Run("model_cpu.t7", "-beam_size", $"{size}");
        Assert.Equal(expected.Split('\t')[1], report.Predictions[0].Name);
        double logProbability = double.Parse(expected.Split('\t')[^1], CultureInfo.InvariantCulture);
        Assert.Contains($"log-probability {logProbability.ToString("f3", CultureInfo.InvariantCulture)}", report.Generation);
        Assert.Contains($"{size} captions at a time", report.Generation);
    }

    [Fact]
    public void Unknown_words_are_told()
    {
        Report report = Run("model_cpu.t7", "--sentence", "A man's kitchen, with UNK cat");
        Assert.Equal(["UNK", "man", "UNK", "UNK", "with", "UNK", "cat"], report.Caption.Words.Select(word => word.Word));
        Assert.StartsWith("the model does not know 'A', 's', 'kitchen' and reads UNK; nearest words: A: a, ", Assert.Single(report.Notes));
        float[] expected = Npy.Load(SharedFolder.Require("golden", "captioning", "oov", "logprobs_valid.npy")).Floats;
        float[] labels = Npy.Load(SharedFolder.Require("golden", "captioning", "oov", "labels.npy")).Floats;
        Close.Relative(
            [.. Enumerable.Range(0, 7).Select(t => expected[41 * (t + 1) + (int)labels[t] - 1])],
            [.. report.Caption.Words.Select(word => word.LogProbability)], 1e-5);
        Assert.Equal(report.Caption.Words.Sum(word => word.LogProbability), report.Explanations[0].Score, 1e-4f);
        Assert.Contains("caption_gb_A man's kitchen, with UNK cat.png", place.Files.Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void Drawn_words_depend_on_seed_and_temperature()
    {
        string[] drawn =
        [
            .. new[] { "1", "2", "2" }.Select(seed => Run("model_cpu.t7", "-sample_max", "0", "-seed", seed).Predictions[0].Name),
        ];
        Assert.NotEqual(drawn[0], drawn[1]);
        Assert.Equal(drawn[1], drawn[2]);
        Report cold = Run("model_cpu.t7", "-sample_max", "0", "-temperature", "0.001");
        Assert.Equal("dog picture playing bed for a field sink", cold.Predictions[0].Name);
        Assert.Contains("temperature 0.001, seed 123", cold.Generation);
        Assert.Equal("dog picture playing", Run("model_cpu.t7", "-max_length", "3").Predictions[0].Name);
    }

    [Fact]
    public void One_word_and_its_strip()
    {
        Report whole = Run("model_cpu.t7", "-caption", "a dog and a cat");
        Report word = Run("model_cpu.t7", "-caption", "a dog and a cat", "--word", "2", "--strip");
        CaptionWord second = whole.Caption.Words[1];
        Assert.Equal(
            ("dog", 2, second.LogProbability, second.Peak),
            (word.Explanations[0].Name, word.Caption.Word, word.Explanations[0].Score, word.Explanations[0].Peak));
        Assert.Equal(
            [
                "caption_gcam_hm_2_dog_a dog and a cat.png",
                "caption_gb_2_dog_a dog and a cat.png",
                "caption_gb_gcam_2_dog_a dog and a cat.png",
                "caption_overlay_2_dog_a dog and a cat.png",
                "caption_strip_2_dog_a dog and a cat.png",
            ],
            word.Explanations[0].Files.Select(file => Path.GetFileName(file)));
        // The photograph, in its shape, and a map for each word, in rows of four with gaps of eight columns.
        using Picture strip = Picture.Load(whole.Explanations[0].Files[^1]), photo = Picture.Load(SharedFolder.Require("images", "cat_dog.jpg"));
        int width = photo.Width > photo.Height ? (int)Math.Round(400.0 * photo.Width / photo.Height) : 400;
        Assert.Equal(4 * width + 3 * 8, strip.Width);
        Assert.InRange(strip.Height, 2 * 400, 3 * 400);
        Assert.Throws<UserError>(() => Run("model_cpu.t7", "-caption", "a dog and a cat", "--word", "6"));
    }

    [Fact]
    public void Without_the_strip_all_else_is_the_same()
    {
        Report with = Run("model_cpu.t7", "-caption", "a dog and a cat");
        Directory.Move(place.At("output"), place.At("with"));
        Report without = Run("model_cpu.t7", "-caption", "a dog and a cat", "--strip", "false");
        Assert.Equal(with.Explanations[0].Peak, without.Explanations[0].Peak);
        Assert.Equal(with.Explanations[0].Score, without.Explanations[0].Score, 1e-6f);
        Assert.All(with.Caption.Words, word => Assert.NotNull(word.Peak));
        Assert.All(without.Caption.Words, word => Assert.Null(word.Peak));
        Assert.Equal(with.Explanations[0].Files.SkipLast(1).Select(file => Path.GetFileName(file)), without.Explanations[0].Files.Select(file => Path.GetFileName(file)));
        foreach (string file in without.Explanations[0].Files)
            GoldenPicture.Compare(Path.Combine(place.At("with"), Path.GetFileName(file)), file);
    }

    [Fact]
    public void Red_green_blue_exchanges_the_channels_and_their_means()
    {
        string image = SharedFolder.Require("images", "cat_dog.jpg");
        Captioner captioner = TinyCaptioners.Catalog().Captioners[0];
        using Picture photo = Picture.Load(image);
        Tensor[] inputs = [.. new[] { false, true }.Select(rgb => captioner.PictureFor(rgb).Transform.Apply(photo, 224, 224))];
        for (int channel = 0; channel < 3; channel++)
            Assert.Equal(inputs[0].Plane(0, 2 - channel).ToArray(), inputs[1].Plane(0, channel).ToArray());
        Report[] reports = [Run("model_cpu.t7", "-caption", "a dog"), Run("model_cpu.t7", "-caption", "a dog", "--rgb")];
        Assert.NotEqual(reports[0].Explanations[0].Score, reports[1].Explanations[0].Score);
        UserError error = Assert.Throws<UserError>(() => (captioner with { WantsRgb = false }).PictureFor(rgb: true));
        Assert.Contains("tiny was trained for blue, green, red", error.Message);
    }

    [Theory]
    [InlineData("model_cpu.t7")]
    [InlineData("model_gpu_typenames.t7")]
    public void Sizes_that_are_not_compiled_run_as_those_that_are(string checkpoint)
    {
        string[] arguments = [.. Arguments(SharedFolder.Require("images", "cat_dog.jpg"), checkpoint), "-layer", "30"];
        Report compiled = TinyCaptioners.Run(TinyCaptioners.Catalog(), arguments);
        byte[][] pictures = [.. compiled.Explanations[0].Files.Select(File.ReadAllBytes)];
        Report now = TinyCaptioners.Run(TinyCaptioners.Catalog(TinyCaptioners.Sizes with { RnnSize = 512 }), arguments);
        Assert.Equal(compiled.Predictions, now.Predictions);
        Assert.Equal(
            (compiled.Explanations[0].Score, compiled.Explanations[0].Peak), (now.Explanations[0].Score, now.Explanations[0].Peak));
        Assert.Equal(compiled.Caption.Words, now.Caption.Words);
        Assert.Equal(pictures, now.Explanations[0].Files.Select(File.ReadAllBytes));
    }

    [Theory]
    [InlineData("a/b", "caption_gb_a_b.png")]
    [InlineData("../../etc", "caption_gb_.._.._etc.png")]
    [InlineData("man: \"cat\"?", "caption_gb_man_ _cat__.png")]
    public void Captions_stay_in_the_folder(string caption, string file)
    {
        Run("model_cpu.t7", "--allow-unknown", "-caption", caption);
        Assert.Contains($"output/{file}", place.Files);
        Assert.Equal(5, place.Files.Length);
    }

    [Fact]
    public void Long_captions_make_short_names()
    {
        Run("model_cpu.t7", "-caption", string.Concat(Enumerable.Repeat("dog!!!!!!!!!!!!!!!!!!!!!!!!!! ", 16)));
        Assert.All(place.Files, file => Assert.InRange(Path.GetFileName(file).Length, 200, 255));
    }

    private Report Run(string checkpoint, params string[] more) => RunOn(gpuId: -1, checkpoint, more);

    private Report RunOn(int gpuId, string checkpoint, params string[] more) => TinyCaptioners.Run(
        TinyCaptioners.Catalog(), [.. Arguments(SharedFolder.Require("images", "cat_dog.jpg"), checkpoint, gpuId), .. more]);

    private string[] Arguments(string image, string checkpoint, int gpuId = -1) =>
    [
        "-input_image_path", image, "-model_path", SharedFolder.Require("golden", "captioning", checkpoint),
        "-out_path", place.At("output"), "-input_sz", "224", "-gpuid", $"{gpuId}", "-backend", "nn",
    ];
}
