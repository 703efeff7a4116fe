namespace CaffeSharpGen.Language;

/// <summary>
/// Answers questions about a picture. An LSTM reads the question; the fusion network combines its last state with a feature of the picture,
/// which another network computes. Deeper LSTM Q + norm I of Antol et al., VQA: Visual Question Answering, 2015.
/// </summary>
public sealed class QuestionAnswering : IDisposable
{
    private readonly UnrolledNetwork encoder;
    private readonly WordVectors words;
    private readonly Network fusion;
    private readonly Hook picture;
    private readonly InputHook question, image;
    private readonly Hook scores, probabilities;

    // The feature of the picture at the last question.
    private float[]? seen;

    /// <summary>Makes a model; its networks run one image at a time.</summary>
    /// <param name="encoder">Reads one word: input <c>word</c>, 1×E. Owned by this object from now on.</param>
    /// <param name="words">The vectors of words.</param>
    /// <param name="fusion">
    /// Inputs <c>question</c>, 1×S, and <c>image</c>, 1×I; values <c>scores</c> and <c>prob</c>, 1×N. Owned by this object from now on.
    /// </param>
    /// <param name="picture">The picture's feature, I elements: a value of a network that runs before questions are asked.</param>
    /// <exception cref="KeyNotFoundException">A network lacks one of these inputs or values.</exception>
    /// <exception cref="ArgumentException">The shapes of the networks do not match.</exception>
    public QuestionAnswering(UnrolledNetwork encoder, WordVectors words, Network fusion, Hook picture)
    {
        (this.encoder, this.words, this.fusion, this.picture) = (encoder, words, fusion, picture);
        (question, image) = (fusion.Inputs["question"], fusion.Inputs["image"]);
        (scores, probabilities) = (fusion["scores"], fusion["prob"]);
        if (question.Shape.Count != encoder.State.Shape.Count)
            throw new ArgumentException($"{fusion.Name} takes questions of {question.Shape}; {encoder.Name} makes {encoder.State.Shape}");
        if (image.Shape.Count != picture.Shape.Count)
        {
            throw new ArgumentException(
                $"{fusion.Name} takes picture features of {image.Shape}; '{picture.Name}' of {picture.Network.Name} is {picture.Shape}");
        }
        picture.Keep();
        scores.Keep();
    }

    /// <summary>The network that reads words, with the steps of the last question.</summary>
    public UnrolledNetwork Encoder => encoder;

    /// <summary>The network that combines question and picture.</summary>
    public Network Fusion => fusion;

    /// <summary>The score of each answer, 1×N.</summary>
    public Hook Scores => scores;

    /// <summary>The probability of each answer, 1×N.</summary>
    public Hook Probabilities => probabilities;

    /// <summary>Answers a question about the picture that the picture's network read last.</summary>
    /// <exception cref="ArgumentException">The question has no words.</exception>
    public void Ask(Question asked)
    {
        if (asked.WordIds.Count == 0)
            throw new ArgumentException("a question without words has no answer", nameof(asked));
        seen = null;
        encoder.Restart();
        foreach (int id in asked.WordIds)
            encoder.Advance(step => step.Inputs["word"].Set(words[id]));
        question.Set(encoder.State.Span);
        float[] feature = picture.CopyActivation().Span.ToArray();
        image.Set(feature);
        fusion.Forward();
        seen = feature;
    }

    /// <summary>The target of an answer in the picture's network: its feature, weighted by the gradient of the answer's score.</summary>
    /// <param name="answer">Index of the answer.</param>
    /// <exception cref="ArgumentException">There is no such answer.</exception>
    /// <exception cref="InvalidOperationException">
    /// No question was asked, or the picture's network has read another picture since.
    /// </exception>
    public Target Explain(int answer)
    {
        // The target is in the picture's network as it is now: the answer must be about the same picture.
        if (seen is null)
            throw new InvalidOperationException("no question was asked: call Ask first");
        if (!picture.CopyActivation().Span.SequenceEqual(seen))
        {
            throw new InvalidOperationException(
                $"{picture.Network.Name} has seen another picture since the question was asked: call Ask again");
        }
        fusion.Backward(new Target(scores, answer), image);
        return new Target(picture, new Tensor(picture.Shape, image.Gradient.Span.ToArray()));
    }

    /// <summary>Disposes of its networks.</summary>
    public void Dispose()
    {
        encoder.Dispose();
        fusion.Dispose();
    }
}
