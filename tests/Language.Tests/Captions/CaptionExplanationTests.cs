using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Language.Tests;

/// <summary>The original's captioning script on tiny networks: its maps.</summary>
public sealed class CaptionExplanationTests
{
    private const double GuidedTolerance = 2e-3;

    public static TheoryData<string, string, string> Runs => new()
    {
        { "generated", "model_cpu.t7", "simd" }, { "a_dog_and_a_cat", "model_cpu.t7", "simd" }, { "oov", "model_cpu.t7", "simd" },
        { "a_dog_and_a_cat", "model_cpu.t7", "scalar" },
        { "generated", "model_gpu_converted_to_cpu.t7", "simd" }, { "generated", "model_gpu_typenames.t7", "simd" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Maps(string folder, string checkpoint, string kernels)
    {
        using TinyCaptioner tiny = new(kernels, checkpoint);
        tiny.Read(folder);
        Explanation cam = Explain.GradCam(tiny.Cnn, tiny.Cnn.Relu5_3, tiny.Model.Explain());
        Tensor gradient = tiny.Cnn.Relu5_3.Gradient, activation = tiny.Cnn.Relu5_3.Activation;
        double[] weights =
        [
            .. Enumerable.Range(0, gradient.Shape.Channels).Select(
                channel => gradient.Plane(0, channel).ToArray().Sum(value => (double)value)),
        ];
        RequireClose("weights", [.. weights.Select(weight => (float)weight)]);
        RequireClose(
            "gcam_prerelu",
            [
                .. Enumerable.Range(0, cam.Map.Shape.Count).Select(
                    i => (float)weights.Select((weight, channel) => weight * activation.Plane(0, channel)[i]).Sum()),
            ]);
        RequireClose("gcam_raw", cam.Map.Span.ToArray());
        if (folder == "oov")
            return;
        RequireClose("gradients", gradient.Span.ToArray());
        RequireClose("gcam", cam.AtInputSize().Span.ToArray());
        Explanation guided = Explain.GuidedBackprop(tiny.Cnn, tiny.Model.Explain());
        Assert.InRange(Close.RelativeRms(TinyCaptioner.Load(folder, "gb_viz").Floats, guided.Map.Span), 0, GuidedTolerance);
        Assert.InRange(
            Close.RelativeRms(TinyCaptioner.Load(folder, "gb_gcam").Floats, Explain.GuidedGradCam(guided, cam).Map.Span), 0,
            GuidedTolerance);

        void RequireClose(string tensor, float[] actual) =>
            Close.Relative(TinyCaptioner.Load(folder, tensor).Floats, actual, 1e-5, $"{folder}, {tensor}");
    }

    [Theory]
    [InlineData("generated", "simd")]
    [InlineData("a_dog_and_a_cat", "simd")]
    [InlineData("a_dog_and_a_cat", "scalar")]
    public void All_words_at_once_are_as_each_by_itself(string folder, string kernels)
    {
        using TinyCaptioner tiny = new(kernels, "model_cpu.t7");
        tiny.Read(folder);
        CaptionTargets each = tiny.Model.ExplainEach();
        Target[] single = [tiny.Model.Explain(), .. each.Words.Select((_, word) => tiny.Model.Explain(word))];
        Target[] together = [each.Whole, .. each.Words];
        Explanation[] maps = Explain.GradCam(tiny.Cnn, tiny.Cnn.Relu5_3, together);
        for (int i = 0; i < single.Length; i++)
        {
            tiny.Cnn.Network.Backward(single[i], tiny.Cnn.Relu5_3, ReluRule.Standard);
            float[] expected = tiny.Cnn.Relu5_3.Gradient.Span.ToArray();
            tiny.Cnn.Network.Backward(together[i], tiny.Cnn.Relu5_3, ReluRule.Standard);
            Close.Relative(expected, tiny.Cnn.Relu5_3.Gradient.Span, 2e-6, $"{folder}, gradient {i}");
            Close.Relative(Explain.GradCam(tiny.Cnn, tiny.Cnn.Relu5_3, single[i]).Map.Span, maps[i].Map.Span, 1e-5, $"{folder}, map {i}");
        }
    }
}
