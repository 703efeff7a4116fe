namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// The original's captioning script on tiny networks: what it generates, and what it computes forward and back to the picture's code.
/// </summary>
public sealed class CaptionTests
{
    private const string Generated = "generated";

    public static TheoryData<string, string> Checkpoints => new()
    {
        { "model_cpu.t7", "simd" }, { "model_cpu.t7", "scalar" }, { "model_gpu_converted_to_cpu.t7", "simd" },
        { "model_gpu_typenames.t7", "simd" },
    };

    public static TheoryData<string, string> Runs => new()
    {
        { Generated, "simd" }, { "a_dog_and_a_cat", "simd" }, { "oov", "simd" }, { "oov", "scalar" },
    };

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Generated_captions(string checkpoint, string kernels)
    {
        using TinyCaptioner tiny = new(kernels, checkpoint);
        Close.Relative(TinyCaptioner.Load(Generated, "im_feat").Floats, tiny.Cnn.Relu8.Activation.Span, 1e-5, "code");
        Close.Relative(TinyCaptioner.Load(Generated, "im_feat_gb").Floats, tiny.Cnn.Relu8.Activation.Span, 1e-5, "code");
        Close.Relative(TinyCaptioner.Load(Generated, "activations").Floats, tiny.Cnn.Relu5_3.Activation.Span, 1e-5, "relu5_3");
        GeneratedCaption[] captions = [tiny.Model.Greedy(goOn: true), tiny.Model.Beam(2), tiny.Model.Beam(5)];
        string[] names = ["greedy", "beam2", "beam5"];
        string[] texts =
        [
            TinyCaptioner.Line(Generated, "Generated caption: \t"),
            .. new[] { 2, 5 }.Select(size => TinyCaptioner.Line(Generated, $"beam {size}\t").Split('\t')[0]),
        ];
        for (int i = 0; i < names.Length; i++)
        {
            Assert.Equal(texts[i], captions[i].Text(tiny.Vocabulary));
            // Behind END the original's beams are zeros.
            float[] padding = new float[16 - captions[i].WordIds.Count];
            float[] numbers = [.. captions[i].WordIds, .. padding], logs = [.. captions[i].LogProbabilities, .. padding];
            Assert.Equal(TinyCaptioner.Load(Generated, $"seq_{names[i]}").Floats, numbers);
            Close.Relative(TinyCaptioner.Load(Generated, $"seqlogps_{names[i]}").Floats, logs, 1e-5, names[i]);
        }
        Assert.Equal(texts[0], tiny.Model.Greedy().Text(tiny.Vocabulary));
        Assert.Equal(tiny.Model.Greedy().WordIds, tiny.Model.Beam(1).WordIds);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Words_and_how_probable_they_are(string folder, string kernels)
    {
        using TinyCaptioner tiny = new(kernels);
        Caption caption = tiny.Read(folder);
        Assert.Equal(
            TinyCaptioner.Load(folder, "labels").Floats,
            caption.WordIds.Concat(new int[16 - caption.WordIds.Count]).Select(number => (float)number));
        // A step for the picture, one for START, and one for each word.
        float[] expected = TinyCaptioner.Load(folder, "logprobs_valid").Floats;
        Assert.Equal(expected.Length, 41 * tiny.Model.Reader.Count);
        float[] actual =
        [
            .. Enumerable.Range(0, tiny.Model.Reader.Count).SelectMany(t => tiny.Model.Reader[t]["log_prob"].Activation.Span.ToArray()),
        ];
        Close.Relative(expected, actual, 1e-5, folder);
        float[] words = [.. caption.WordIds.Select((number, t) => expected[41 * (t + 1) + number - 1])];
        Close.Relative(words, tiny.Model.Read(caption), 1e-5, folder);
        // What is differentiated: a one for each word, in the step before it is read.
        float[] seed = new float[18 * 41];
        for (int t = 0; t < caption.WordIds.Count; t++)
            seed[41 * (t + 1) + caption.WordIds[t] - 1] = 1;
        Assert.Equal(TinyCaptioner.Load(folder, "doutput").Floats, seed);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Gradients_of_the_whole_caption(string folder, string kernels)
    {
        using TinyCaptioner tiny = new(kernels);
        tiny.Read(folder);
        Target target = tiny.Model.Explain();
        Assert.Same((Hook)tiny.Cnn.Relu8, target.Hook);
        float[] gradient = tiny.Model.Reader[0]["input"].Gradient.Span.ToArray();
        Close.Relative(TinyCaptioner.Load(folder, "dlm").Floats, gradient, 1e-5, "dlm");
        Close.Relative(TinyCaptioner.Load(folder, "dcnn_before_gradcam").Floats, gradient, 1e-5, "before");
        // The original's rectifier works in place also on gradients.
        tiny.Cnn.Network.Backward(target, tiny.Cnn.Fc8, ReluRule.Standard);
        Close.Relative(TinyCaptioner.Load(folder, "dcnn_after_gradcam").Floats, tiny.Cnn.Fc8.Gradient.Span, 1e-5, "after");
    }

    [Fact]
    public void Gradients_of_words_add_up_to_that_of_the_caption()
    {
        using TinyCaptioner tiny = new();
        Caption caption = tiny.Read("a_dog_and_a_cat");
        double[] sum = new double[64];
        float[]? first = null;
        for (int word = 0; word < caption.WordIds.Count; word++)
        {
            float[] gradient = Gradient(word);
            first ??= gradient;
            for (int i = 0; i < sum.Length; i++)
                sum[i] += gradient[i];
        }
        Close.Relative(TinyCaptioner.Load("a_dog_and_a_cat", "dlm").Floats, [.. sum.Select(value => (float)value)], 1e-5);
        // The first word does not know what follows.
        tiny.Model.Read(Caption.Read("a", tiny.Vocabulary, 16));
        Close.Relative(Gradient(null), first!, 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => tiny.Model.Explain(1));

        float[] Gradient(int? word)
        {
            tiny.Model.Explain(word);
            return tiny.Model.Reader[0]["input"].Gradient.Span.ToArray();
        }
    }
}
