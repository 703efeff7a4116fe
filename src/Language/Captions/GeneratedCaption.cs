namespace CaffeSharpGen.Language;

/// <summary>A caption that a model generated.</summary>
/// <param name="WordIds">Ids of its words, from 1. The id after the vocabulary's last is END.</param>
/// <param name="LogProbabilities">The log-probability of each word.</param>
public sealed record GeneratedCaption(IReadOnlyList<int> WordIds, IReadOnlyList<float> LogProbabilities)
{
    /// <summary>The sum of the log-probabilities, in floats.</summary>
    public float LogProbability => LogProbabilities.Aggregate(0f, (sum, value) => sum + value);

    /// <summary>The words before END, separated by blanks.</summary>
    public string Text(Vocabulary vocabulary) =>
        string.Join(' ', WordIds.TakeWhile(id => id >= 1 && id <= vocabulary.Count).Select(id => vocabulary[id]));
}
