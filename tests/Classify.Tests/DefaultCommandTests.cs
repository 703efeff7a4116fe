using System.Globalization;
using System.Text.RegularExpressions;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>The program without any option, in an empty folder.</summary>
public sealed partial class DefaultCommandTests(DefaultCommandTests.OneRun run) : IClassFixture<DefaultCommandTests.OneRun>
{
    private static readonly (string Name, Box Box)[] Objects =
    [
        .. File.ReadLines(Path.ChangeExtension(Workplace.Example, ".objects.tsv"))
            .Select(line => line.Split('\t'))
            .Select(fields => (fields[0], BoxOf(fields[1..]))),
    ];

    private static readonly string[] Names = File.ReadAllLines(Path.Combine(Workplace.Models, "scenes.labels.txt"));

    private (int Label, string Name, int X, int Y, string Verdict)[] Explained =>
    [.. Explanation().Matches(run.Outcome.Out).Select(found =>
        (
            Number(found.Groups[1].Value), found.Groups[2].Value, Number(found.Groups[3].Value), Number(found.Groups[4].Value),
            found.Groups[5].Value))];

    [Fact]
    public void Succeeds_and_says_what_it_used()
    {
        run.Outcome.Succeeded();
        Assert.Contains("network  Scenes, weights ", run.Outcome.Out);
        Assert.Contains("layer    relu5", run.Outcome.Out);
        Assert.Contains("scenes.example.png", run.Outcome.Out);
    }

    [Fact]
    public void Explains_every_object_of_the_picture_under_its_label()
    {
        Assert.Equal(Objects.Select(known => known.Name).Order(), Explained.Select(explained => explained.Name).Order());
        Assert.All(Explained, explained => Assert.Equal(Names[explained.Label - 1], explained.Name));
    }

    [Fact]
    public void Every_maximum_lies_inside_its_box_and_the_report_says_so()
    {
        Assert.Equal(Objects.Length, Explained.Length);
        foreach ((_, string name, int x, int y, string verdict) in Explained)
        {
            Assert.Equal(", inside the object's box", verdict);
            Assert.True(Objects.Single(known => known.Name == name).Box.Contains(x, y), $"{name}: ({x}, {y})");
        }
        Assert.DoesNotContain("OUTSIDE", run.Outcome.Out);
    }

    [Fact]
    public void Writes_the_originals_files_overlays_and_strips_and_nothing_else()
    {
        string[] expected = [.. Explained.SelectMany(explained => new[]
        {
            $"output/classify_gcam_hm_{explained.Label}.png", $"output/classify_gb_{explained.Label}.png",
            $"output/classify_gb_gcam_{explained.Label}.png", $"output/classify_overlay_{explained.Label}.png",
            $"output/classify_strip_{explained.Label}.png",
        })];
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Place.Files);
        Assert.All(expected, file => Assert.Contains($"  {file}", run.Outcome.Out));
    }

    [Fact]
    public void Pictures_are_whole_and_show_something()
    {
        foreach (string file in run.Place.Files)
        {
            using Picture picture = run.Place.Picture(file);
            // A strip shows the picture larger, and text below it.
            if (file.Contains("strip", StringComparison.Ordinal))
            {
                Assert.Equal(4 * 400 + 3 * 8, picture.Width);
                Assert.InRange(picture.Height, 410, 480);
                Assert.Contains((byte)0, picture.Rgb[(405 * picture.Width * 3)..].ToArray());
            }
            else
            {
                Assert.Equal((128, 128), (picture.Width, picture.Height));
            }
            Assert.True(picture.Rgb.ToArray().Distinct().Count() > 16, $"{file} has hardly any shades");
        }
    }

    [Fact]
    public void Redirected_output_has_no_escape_codes() => Assert.DoesNotContain('\e', run.Outcome.Out + run.Outcome.Error);

    private static Box BoxOf(string[] numbers) => new(Number(numbers[0]), Number(numbers[1]), Number(numbers[2]), Number(numbers[3]));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+) (.*), score [\d.]+: the map's maximum lies at \((\d+), (\d+)\)(.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Explanation();

    public sealed class OneRun : IDisposable
    {
        public OneRun() => Outcome = Place.Run();

        public Workplace Place { get; } = new();

        internal Outcome Outcome { get; }

        public void Dispose() => Place.Dispose();
    }
}
