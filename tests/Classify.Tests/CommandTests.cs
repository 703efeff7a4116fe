using CaffeSharpGen.Imaging;

using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Whole runs with options: what they print and which files they write.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData(
        "-input_image_path", "-model_file", "-proto_file", "-layer_name", "-output_image_name", "-out_path", "-save_as_heatmap",
        "-input_sz")]
    [InlineData(
        "--input_image_path", "--model_file", "--proto_file", "--layer_name", "--output_image_name", "--out_path", "--save_as_heatmap",
        "--input_sz")]
    [InlineData(
        "--input-image-path", "--model-file", "--proto-file", "--layer-name", "--output-image-name", "--out-path", "--save-as-heatmap",
        "--input-sz")]
    public void Every_option_of_the_original(params string[] names)
    {
        string[] values =
        [
            place.Copy(Workplace.Example, "@photo.png"), place.Copy(Path.Combine(Workplace.Models, "scenes.caffemodel"), "my.caffemodel"),
            place.Copy(SharedFolder.InRepository("models", "scenes.prototxt"), "my.prototxt"), "relu3", "mine", "a/b", "0", "128",
        ];
        Outcome run = place.Run(
        [
            .. names.Zip(values, (name, value) => new[] { name, value }).SelectMany(pair => pair),
            "-label", "5", "-gpuid", "-1", "-backend", "nn", "-seed", "123",
        ]);
        run.Succeeded();
        Assert.Contains("network  Scenes, weights my.caffemodel", run.Out);
        Assert.Contains("image    @photo.png", run.Out);
        Assert.Contains("layer    relu3", run.Out);
        Assert.Contains("5 red ring, score ", run.Out);
        Assert.Equal(
            [
                "@photo.png", "a/b/classify_gb_gcam_mine.png", "a/b/classify_gb_mine.png", "a/b/classify_gcam_mine.png",
                "a/b/classify_overlay_mine.png", "my.caffemodel", "my.prototxt",
            ],
            place.Files);
        using Picture gray = place.Picture("a/b/classify_gcam_mine.png");
        Assert.Equal(1, gray.Channels);
    }

    [Fact]
    public void Label_minus_1_alone_is_the_default_without_strips()
    {
        place.Run("-label", "-1", "-out_path", "o").Succeeded();
        Assert.Equal(["16", "5", "9"], Labels("o/classify_gcam_hm_"));
        Assert.Equal(12, place.Files.Length);
    }

    [Fact]
    public void Labels_by_number_and_by_name_each_once()
    {
        Outcome run = place.Run("-label", "9", "--label", "Red Ring", "-label", "5").Succeeded();
        Assert.Equal(["5", "9"], Labels("output/classify_gb_gcam_"));
        Assert.Equal(8, place.Files.Length);
        int triangle = run.Out.IndexOf("9 green triangle, score", StringComparison.Ordinal);
        Assert.True(triangle < run.Out.IndexOf("5 red ring, score", StringComparison.Ordinal), run.Out);
    }

    [Fact]
    public void A_name_for_several_labels_is_completed_by_them()
    {
        place.Run("-label", "5", "-label", "16", "-output_image_name", "mine", "--strip").Succeeded();
        Assert.Equal(["mine_16", "mine_5"], Labels("output/classify_gcam_hm_"));
        Assert.Equal(["mine_16", "mine_5"], Labels("output/classify_strip_"));
        Assert.Equal(10, place.Files.Length);
    }

    [Fact]
    public void A_picture_on_the_standard_input()
    {
        byte[] example = File.ReadAllBytes(Workplace.Example);
        Outcome run = place.RunWith(example, "-", "-label", "5").Succeeded();
        Assert.Contains("image    the standard input", run.Out);
        // Nothing is known of its objects.
        Assert.DoesNotContain("box", run.Out);
        Assert.Equal(4, place.Files.Length);
        Assert.Contains("5 red ring, score", place.RunWith(example, "--image", "-", "-label", "5").Succeeded().Out);
    }

    [Theory]
    [InlineData("", "the standard input: found an empty file")]
    [InlineData("no picture", "the standard input: found ")]
    public void Something_else_on_the_standard_input(string input, string expected)
    {
        place.RunWith(System.Text.Encoding.UTF8.GetBytes(input), "--image", "-").FailedWith(1, expected, "expected a JPEG");
        Assert.Empty(place.Files);
    }

    [Fact]
    public void A_picture_without_an_option()
    {
        place.Copy(Workplace.Example, "my photo.png");
        Assert.Contains("image    my photo.png", place.Run("my photo.png", "-label", "5").Succeeded().Out);
        place.Run("none.png").FailedWith(1, "none.png: found no such file");
    }

    [Fact]
    public void Another_run_replaces_the_pictures()
    {
        place.Write("output/classify_gcam_hm_5.png", "old");
        place.Run("-label", "5").Succeeded();
        using Picture picture = place.Picture("output/classify_gcam_hm_5.png");
        Assert.Equal((128, 128), (picture.Width, picture.Height));
        Assert.Equal(4, place.Files.Length);
    }

    [Fact]
    public void One_thread_and_two_write_the_same_pictures()
    {
        place.Run("-label", "5", "--threads", "1", "-out_path", "one").Succeeded();
        place.Run("-label", "5", "--threads", "2", "-out_path", "two").Succeeded();
        foreach (string file in Directory.GetFiles(place.At("one")))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(place.At("two"), Path.GetFileName(file))));
        Assert.Equal(8, place.Files.Length);
    }

    [Fact]
    public void A_map_of_zeros_has_no_maximum()
    {
        Outcome run = place.Run("-label", "24", "-layer_name", "conv6").Succeeded();
        Assert.Contains("24 yellow cross, score -", run.Out);
        Assert.Contains("the map is zero everywhere", run.Out);
        Assert.DoesNotContain("maximum", run.Out);
        using Picture heat = place.Picture("output/classify_gcam_hm_24.png");
        Assert.Single(heat.Rgb.ToArray().Chunk(3).Select(color => (color[0], color[1], color[2])).Distinct());
    }

    [Fact]
    public void Top_is_how_many_predictions_are_printed()
    {
        Assert.Equal(2, Predictions("2"));
        Assert.Equal(24, Predictions("1000"));

        int Predictions(string top) => place.Run("-label", "5", "--top", top).Succeeded().Out.Split('\n')
            .SkipWhile(line => !line.StartsWith("label  probability", StringComparison.Ordinal))
            .Skip(1).TakeWhile(line => line.Trim().Length > 0).Count();
    }

    [Fact]
    public void Help_names_every_option()
    {
        Outcome help = place.Run("--help").Succeeded();
        string[] names =
        [
            "--network", "--proto-file", "--model-file", "--input-image-path", "--input-sz", "--layer-name", "--label",
            "--output-image-name", "--out-path", "--save-as-heatmap", "--strip", "--device", "--gpuid", "--tf32", "--backend", "--seed", "--threads",
            "--top", "--json", "--weights, ", "--image, ", "--input-size, ", "--layer, ", "--output, ",
            "--class-names", "--channels", "--mean", "--scale", "--input-shape", "--ignore-fields", "--stages", "--level", "--keep-loss",
            "--dialect", "--custom-layers",
        ];
        foreach (string name in names)
            Assert.Contains(name, help.Out);
        // Lines are broken.
        string text = string.Join(' ', help.Out.Split(' ', '\n', '\r').Where(word => word.Length > 0));
        Assert.DoesNotMatch(@"(?m)^ *-[a-z]{2}", help.Out);
        Assert.DoesNotContain("System.", help.Out);
        Assert.Contains("How many predictions are printed. Default: 5.", text);
        Assert.Contains("--device <auto|cpu|cuda:k> Where networks run: ", text);
        Assert.Contains("and says why. Default: cpu.", text);
        Assert.Contains("classify photo.jpg --strip", text[text.IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.All(
            help.Out.Split('\n').Where(line => !line.StartsWith("  classify", StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 101));
        Assert.Contains("Without arguments: the three labels that scenes predicts for its example, with a strip of each.", text);
        Assert.Contains("Default: of scenes its example; needed with other networks.", text);
        Assert.DoesNotContain('\e', help.Out);
        Assert.Empty(place.Files);
    }

    [Theory]
    [InlineData("there is no option '--bogus'", "--bogus")]
    [InlineData("--gpuid 0 is cuda:0, and --device is cpu; give one of them", "-gpuid", "0", "--device", "cpu")]
    [InlineData("'x'", "-gpuid", "x")]
    public void A_wrong_command_line_is_exit_code_2(string expected, params string[] arguments)
    {
        place.Run(arguments).FailedWith(2, expected);
        Assert.Empty(place.Files);
    }

    private string[] Labels(string prefix) =>
        [
            .. place.Files.Where(file => file.StartsWith(prefix, StringComparison.Ordinal))
                .Select(file => file[prefix.Length..^".png".Length]),
        ];
}
