namespace CaffeSharpGen.Language;

/// <summary>
/// Answers questions about a picture: an LSTM reads the question, a network brings its last state together with what another network, outside, makes of the
/// picture. Deeper LSTM Q + norm I of Antol et al., VQA: Visual Question Answering, 2015.
/// </summary>
public sealed class QuestionAnswering : IDisposable
{
    private readonly UnrolledNetwork encoder;
    private readonly WordVectors words;
    private readonly Network fusion;
    private readonly Hook picture;
    private readonly Hook question, image, scores, probabilities;

    // What stood for the picture when the last question was asked.
    private float[]? seen;

    /// <summary>Puts a model together; its networks run one image at a time.</summary>
    /// <param name="encoder">Reads one word: input <c>word</c>, 1×E. Belongs to this object from now on.</param>
    /// <param name="words">The vectors of words.</param>
    /// <param name="fusion">
    /// Inputs <c>question</c>, 1×S, and <c>image</c>, 1×I; values <c>scores</c> and <c>prob</c>, 1×N. Belongs to this object from now on.
    /// </param>
    /// <param name="picture">What stands for the picture, I elements: a value of a network that runs before questions are asked.</param>
    /// <exception cref="ArgumentException">The networks do not fit together.</exception>
    public QuestionAnswering(UnrolledNetwork encoder, WordVectors words, Network fusion, Hook picture)
    {
        (this.encoder, this.words, this.fusion, this.picture) = (encoder, words, fusion, picture);
        (question, image) = (fusion.RequireInput("question"), fusion.RequireInput("image"));
        (scores, probabilities) = (fusion.RequireHook("scores"), fusion.RequireHook("prob"));
        if (question.Shape.Count != encoder.State.Shape.Count)
            throw new ArgumentException($"{fusion.Name} takes questions of {question.Shape}; {encoder.Name} makes {encoder.State.Shape}");
        if (image.Shape.Count != picture.Shape.Count)
            throw new ArgumentException($"{fusion.Name} takes picture features of {image.Shape}; '{picture.Name}' of {picture.Network.Name} is {picture.Shape}");
        picture.Keep();
        scores.Keep();
    }

    /// <summary>The network that reads words, with the steps of the last question.</summary>
    public UnrolledNetwork Encoder => encoder;

    /// <summary>The network that brings question and picture together.</summary>
    public Network Fusion => fusion;

    /// <summary>Answers by number, from 0: what the network gives each. 1×N.</summary>
    public Hook Scores => scores;

    /// <summary>How probable each answer is, 1×N.</summary>
    public Hook Probabilities => probabilities;

    /// <summary>Asks a question about the picture that the picture's network saw last.</summary>
    /// <exception cref="ArgumentException">The question has no words.</exception>
    public void Ask(Question asked)
    {
        if (asked.Numbers.Count == 0)
            throw new ArgumentException("a question without words has no answer", nameof(asked));
        seen = null;
        encoder.Restart();
        foreach (int number in asked.Numbers)
            encoder.Advance(step => step.RequireInput("word").Set(words[number]));
        ((InputHook)question).Set(encoder.State.Span);
        float[] feature = picture.CopyActivation().Span.ToArray();
        ((InputHook)image).Set(feature);
        fusion.Forward();
        seen = feature;
    }

    /// <summary>What to explain in the picture's network: its feature, weighted by the gradient of an answer's score.</summary>
    /// <param name="answer">Number of the answer, from 0.</param>
    /// <exception cref="ArgumentException">There is no such answer.</exception>
    /// <exception cref="InvalidOperationException">Nothing was asked yet, or the picture's network has seen another picture since.</exception>
    public Target Explain(int answer)
    {
        // The target is one in the picture's network as it is now: the answer has to be about what that saw.
        if (seen is null)
            throw new InvalidOperationException("no question was asked: call Ask first");
        if (!picture.CopyActivation().Span.SequenceEqual(seen))
            throw new InvalidOperationException($"{picture.Network.Name} has seen another picture since the question was asked: call Ask again");
        fusion.Backward(new Target(scores, answer), image);
        return new Target(picture, new Tensor(picture.Shape, image.Gradient.Span.ToArray()));
    }

    /// <summary>Frees the networks that belong to it.</summary>
    public void Dispose()
    {
        encoder.Dispose();
        fusion.Dispose();
    }
}
