using System.Globalization;
using System.Text.RegularExpressions;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Detect.Tests;

/// <summary>The program without any option, in an empty folder.</summary>
public sealed partial class DefaultCommandTests(DefaultCommandTests.OneRun run) : IClassFixture<DefaultCommandTests.OneRun>
{
    private static readonly (string Name, Box Box)[] Objects =
    [
        .. File.ReadLines(Path.ChangeExtension(Workplace.Example, ".objects.tsv")).Select(line => line.Split('\t'))
            .Select(fields => (fields[0], BoxOf([.. fields[1..].Select(Number)]))),
    ];

    [Fact]
    public void Succeeds_and_says_what_it_used()
    {
        run.Outcome.Succeeded();
        Assert.Contains("network  ScenesSsd, weights scenes_ssd.caffemodel (built in)", run.Outcome.Out);
        Assert.Contains("layer    relu5", run.Outcome.Out);
        Assert.Contains("scenes.example.png", run.Outcome.Out);
        Assert.DoesNotContain('\e', run.Outcome.Out + run.Outcome.Error);
    }

    [Fact]
    public void Finds_every_object_where_it_is()
    {
        (string Name, Box Box)[] found =
        [
            .. Found().Matches(run.Outcome.Out).Select(match => (match.Groups[1].Value, new Box(
                Number(match.Groups[4].Value), Number(match.Groups[5].Value), Number(match.Groups[2].Value), Number(match.Groups[3].Value)))),
        ];
        Assert.Equal(Objects.Select(known => known.Name).Order(), found.Select(box => box.Name).Order());
        foreach ((string name, Box box) in found)
        {
            Box known = Objects.Single(known => known.Name == name).Box;
            Assert.InRange(Math.Max(Math.Abs(known.Left - box.Left), Math.Abs(known.Top - box.Top)), 0, 6);
            Assert.InRange(Math.Max(Math.Abs(known.Right - box.Right), Math.Abs(known.Bottom - box.Bottom)), 0, 6);
        }
    }

    [Fact]
    public void Every_maximum_lies_inside_its_box()
    {
        Assert.Equal(Objects.Length, InsideTheBox().Count(run.Outcome.Out));
        Assert.DoesNotContain("OUTSIDE", run.Outcome.Out);
    }

    [Fact]
    public void Writes_boxes_maps_overlays_and_a_strip_and_nothing_else()
    {
        string[] expected =
        [
            "output/detect_boxes.png", "output/detect_strip.png",
            .. Enumerable.Range(1, Objects.Length).SelectMany(i => new[] { $"output/detect_gcam_hm_{i}.png", $"output/detect_overlay_{i}.png" }),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Place.Files);
        Assert.All(expected, file => Assert.Contains($"  {file}", run.Outcome.Out));
    }

    [Fact]
    public void Pictures_are_whole_and_show_something()
    {
        foreach (string file in run.Place.Files)
        {
            using Picture picture = run.Place.Picture(file);
            // Pictures with text show the photograph larger.
            int size = file.Contains("gcam", StringComparison.Ordinal) ? 128 : 400;
            Assert.Equal(file.Contains("strip", StringComparison.Ordinal) ? (Objects.Length + 1) * 408 - 8 : size, picture.Width);
            Assert.Equal(size, picture.Height);
            Assert.True(picture.Rgb.ToArray().Distinct().Count() > 16, $"{file} has hardly any shades");
        }
    }

    private static Box BoxOf(int[] numbers) => new(numbers[0], numbers[1], numbers[2], numbers[3]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d+ (.*), score [\d.]+: (\d+)×(\d+) at \((\d+), (\d+)\), overlap with the object [\d.]+\r?$", RegexOptions.Multiline)]
    private static partial Regex Found();

    [GeneratedRegex(@"^  mbox_conf\[\d+\] = [\d.]+: the map at relu5 has its maximum at \(\d+, \d+\), inside the box\r?$", RegexOptions.Multiline)]
    private static partial Regex InsideTheBox();

    public sealed class OneRun : IDisposable
    {
        public OneRun() => Outcome = Place.Run();

        public Workplace Place { get; } = new();

        internal Outcome Outcome { get; }

        public void Dispose() => Place.Dispose();
    }
}
