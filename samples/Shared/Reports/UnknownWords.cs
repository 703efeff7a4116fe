namespace CaffeSharpGen.Samples.Reports;

/// <summary>Words of a question or a caption that a model does not know, and reads as <c>UNK</c>.</summary>
/// <param name="Text">The question or the caption, with its kind: <c>question 'What animal?'</c>.</param>
/// <param name="Words">The words that the model does not know, each once.</param>
/// <param name="Known">The words that it knows.</param>
/// <param name="AreAll">Whether it knows none.</param>
public sealed record UnknownWords(string Text, IReadOnlyList<string> Words, IReadOnlyList<string> Known, bool AreAll)
{
    private const int MostNamed = 5;

    /// <summary>Compares words with those that a model knows. What has no letter and no digit is no word.</summary>
    /// <param name="text">The question or the caption, with its kind.</param>
    /// <param name="words">Its words.</param>
    /// <param name="known">The words that the model knows.</param>
    public static UnknownWords Find(string text, IEnumerable<string> words, IReadOnlyList<string> known)
    {
        var vocabulary = known.ToHashSet(StringComparer.Ordinal);
        string[] all = [.. words.Where(IsWord).Distinct()];
        string[] unknown = [.. all.Where(word => !vocabulary.Contains(word))];
        return new UnknownWords(text, unknown, known, unknown.Length > 0 && unknown.Length == all.Length);
    }

    /// <summary>Refuses a text of which the model knows no word: whatever it says then has nothing to do with the text.</summary>
    /// <exception cref="UserError">It knows none.</exception>
    public void RequireSome()
    {
        if (AreAll)
        {
            throw new UserError(
                $"the model knows no word of the {Text}; nearest words that it knows: {Nearest()}; --allow-unknown takes it all the same");
        }
    }

    /// <summary>What is said of them; nothing if there are none.</summary>
    public IEnumerable<string> Notes() => Words.Count == 0
        ? []
        : [$"the model does not know {string.Join(", ", Words.Select(word => $"'{word}'"))} and reads UNK; nearest words: {Nearest()}"];

    private string Nearest() => string.Join(
        "; ", Words.Take(MostNamed).Select(word => $"{word}: {string.Join(", ", NearestNames.Sorted(word, Known.Where(IsWord)).Take(3))}"));

    // UNK stands for all others.
    private static bool IsWord(string known) => known.Any(char.IsLetterOrDigit) && known != "UNK";
}
