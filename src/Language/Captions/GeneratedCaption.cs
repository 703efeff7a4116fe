namespace CaffeSharpGen.Language;

/// <summary>What a captioner made of a picture.</summary>
/// <param name="Numbers">Numbers of its words, from 1; that after the vocabulary's last is END.</param>
/// <param name="LogProbabilities">For each, the logarithm of how probable the model found it.</param>
public sealed record GeneratedCaption(IReadOnlyList<int> Numbers, IReadOnlyList<float> LogProbabilities)
{
    /// <summary>The sum of all logarithms, as floats.</summary>
    public float LogProbability => LogProbabilities.Aggregate(0f, (sum, value) => sum + value);

    /// <summary>The words up to END, with blanks between them.</summary>
    public string Text(Vocabulary vocabulary) =>
        string.Join(' ', Numbers.TakeWhile(number => number >= 1 && number <= vocabulary.Count).Select(number => vocabulary[number]));
}
