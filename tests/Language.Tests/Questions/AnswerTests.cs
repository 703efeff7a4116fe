namespace CaffeSharpGen.Language.Tests;

/// <summary>
/// The original's question answering script on tiny networks: what it computes forward and back to the picture's feature. It computes in
/// double.
/// </summary>
public sealed class AnswerTests
{
    public static TheoryData<string, string> Runs => new()
    {
        { "q1_animal", "simd" }, { "q2_hydrant", "simd" }, { "q3_animal_dog", "simd" }, { "q4_unk", "simd" },
        { "q2_hydrant", "scalar" }, { "q4_unk", "scalar" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Words_states_and_scores(string folder, string kernels)
    {
        using GoldenRun run = new(folder, kernels);
        Assert.Equal(run.Numbers, run.Question.WordIds);
        // The third run asks the first one's question about the first one's picture: these tensors are recorded there.
        using GoldenRun expected = new(folder == "q3_animal_dog" ? "q1_animal" : folder, kernels);
        Assert.Equal(run.Question.WordIds.Count, run.Model.Encoder.Count);
        for (int t = 0; t < run.Model.Encoder.Count; t++)
        {
            Hook embedding = Value(run.Model.Encoder[t], "embedding"), state = Value(run.Model.Encoder[t], "next");
            float[] embeddings = expected.Load("word_embedding").Floats;
            int length = embedding.Shape.Count;
            Close.Relative(embeddings.AsSpan(t * length, length), embedding.Activation.Span, 1e-5, $"{folder} embedding {t}");
            expected.Close($"state_{t + 1}", state.Activation.Span);
        }
        expected.Close("tv_q", run.Model.Encoder.State.Span);
        expected.Close("scores", run.Model.Scores.Activation.Span);
        if (expected.Has("fv_im"))
        {
            expected.Close("fv_im", Value(run.Model.Fusion, "feature").Activation.Span);
            expected.Close("fv_im_gb", Value(run.Model.Fusion, "feature").Activation.Span);
            expected.Close("activations", run.Cnn.Relu5_4.Activation.Span);
        }
        Assert.Equal(run.Predicted, run.Answers[run.Model.Scores.Top(1)[0].Index + 1]);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Gradients_of_the_answer(string folder, string kernels)
    {
        using GoldenRun run = new(folder, kernels);
        Hook feature = Value(run.Model.Fusion, "feature"), question = Value(run.Model.Fusion, "question");
        run.Model.Fusion.Backward(new Target(run.Model.Scores, run.AnswerIndex), [question, feature]);
        run.Close("dtv_q", question.Gradient.Span);
        run.Close("dcnn_before_gradcam", feature.Gradient.Span);
        run.Close("dcnn_after_gradcam", feature.Gradient.Span);
    }

    [Fact]
    public void Probabilities_are_those_of_the_scores()
    {
        using GoldenRun run = new("q1_animal");
        double[] scores = run.Load("scores").Doubles;
        double sum = scores.Sum(Math.Exp);
        Close.Relative([.. scores.Select(score => (float)(Math.Exp(score) / sum))], run.Model.Probabilities.Activation.Span, 1e-5);
    }

    [Theory]
    [InlineData("lstm_ascii.t7")]
    [InlineData("lstm_cuda_typenames.t7")]
    public void Other_encodings_of_the_checkpoint_give_the_same_bits(string checkpoint)
    {
        using GoldenRun run = new("q2_hydrant");
        using TinyModel other = new(checkpoint: checkpoint);
        other.Cnn.Data.Set(run.Load("img").Floats);
        other.Cnn.Forward();
        other.Model.Ask(run.Question);
        Assert.Equal(run.Model.Scores.Activation.Span.ToArray(), other.Model.Scores.Activation.Span.ToArray());
    }

    private static Hook Value(Network network, string name) => network.TryGetHook(name, out Hook? hook)
        ? hook
        : throw new ArgumentException(name);
}
