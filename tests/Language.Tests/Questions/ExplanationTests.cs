using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Language.Tests;

/// <summary>The original's question answering script on tiny networks: maps, and the pictures it writes.</summary>
public sealed class ExplanationTests
{
    private const double GuidedTolerance = 2e-3;

    public static TheoryData<string, string> Runs => new()
    {
        { "q1_animal", "simd" }, { "q2_hydrant", "simd" }, { "q3_animal_dog", "simd" }, { "q4_unk", "simd" }, { "q3_animal_dog", "scalar" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Maps(string folder, string kernels)
    {
        using GoldenRun run = new(folder, kernels);
        Explanation cam = Explain.GradCam(run.Cnn, run.Cnn.Relu5_4, run.Model.Explain(run.AnswerIndex));
        Tensor gradient = run.Cnn.Relu5_4.Gradient, activation = run.Cnn.Relu5_4.Activation;
        double[] weights =
        [
            .. Enumerable.Range(0, gradient.Shape.Channels).Select(
                channel => gradient.Plane(0, channel).ToArray().Sum(value => (double)value)),
        ];
        run.Close("weights", [.. weights.Select(weight => (float)weight)], 1e-4);
        float[] sums =
        [
            .. Enumerable.Range(0, cam.Map.Shape.Count).Select(
                i => (float)weights.Select((weight, channel) => weight * activation.Plane(0, channel)[i]).Sum()),
        ];
        run.Close("gcam_prerelu", sums, 1e-4);
        run.Close("gcam_raw", cam.Map.Span, 1e-4);
        if (!run.Has("gradients"))
            return;
        run.Close("gradients", gradient.Span, 1e-4);
        run.Close("gcam", cam.AtInputSize().Span, 1e-4);

        Explanation guided = Explain.GuidedBackprop(run.Cnn, run.Model.Explain(run.AnswerIndex));
        Assert.InRange(Close.RelativeRms(run.Load("gb_viz").Floats, guided.Map.Span), 0, GuidedTolerance);
        Assert.InRange(Close.RelativeRms(run.Load("gb_gcam").Floats, Explain.GuidedGradCam(guided, cam).Map.Span), 0, GuidedTolerance);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Pictures(string folder, string kernels)
    {
        using GoldenRun run = new(folder, kernels);
        Explanation cam = Explain.GradCam(run.Cnn, run.Cnn.Relu5_4, run.Model.Explain(run.AnswerIndex));
        Explanation guided = Explain.GuidedBackprop(run.Cnn, run.Model.Explain(run.AnswerIndex));
        Assert.Equal(folder == "q4_unk" ? 0 : 4, run.Pictures.Length);
        foreach (string file in run.Pictures)
        {
            using Picture actual = Path.GetFileName(file)[..^$"_{run.Answer}.png".Length] switch
            {
                "vqa_gcam_hm" => cam.ToHeatMap(),
                "vqa_gcam" => cam.ToPicture(),
                "vqa_gb" => guided.ToPicture(),
                "vqa_gb_gcam" => Explain.GuidedGradCam(guided, cam).ToPicture(),
                _ => throw new InvalidOperationException(file),
            };
            Compare(file, actual);
        }
    }

    [Fact]
    public void An_explanation_says_what_it_explains()
    {
        using GoldenRun run = new("q1_animal");
        Assert.Equal("drop7", Explain.GradCam(run.Cnn, run.Cnn.Relu5_4, run.Model.Explain(3)).Target);
    }

    // Truncation may fall on the other side for a value that differs in its last digit: one grey level, of which the heat map's colours
    // change by four.
    private static void Compare(string file, Picture actual)
    {
        using Picture expected = Picture.Load(file);
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        int most = file.Contains("_hm_", StringComparison.Ordinal) ? 4 : 1, different = 0;
        for (int i = 0; i < expected.Rgb.Length; i++)
        {
            int distance = Math.Abs(expected.Rgb[i] - actual.Rgb[i]);
            Assert.True(distance <= most, $"{file}: byte {i} is {actual.Rgb[i]}, expected {expected.Rgb[i]}");
            different += distance > 0 ? 1 : 0;
        }
        Assert.InRange(different, 0, expected.Rgb.Length / 50);
    }
}
