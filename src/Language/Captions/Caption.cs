using System.Text.RegularExpressions;

namespace CaffeSharpGen.Language;

/// <summary>A caption as a model reads it.</summary>
/// <param name="Text">As it was given.</param>
/// <param name="Words">Its words, case kept; those that the model does not know are <c>UNK</c>.</param>
/// <param name="Numbers">Their numbers in the model's vocabulary.</param>
public sealed partial record Caption(string Text, IReadOnlyList<string> Words, IReadOnlyList<int> Numbers)
{
    /// <summary>Cuts a caption into words, of the letters and digits of ASCII as in the original (Lua's <c>%w+</c>), and looks them up.</summary>
    /// <param name="text">The caption.</param>
    /// <param name="vocabulary">The model's words.</param>
    /// <param name="mostWords">How many the model takes.</param>
    /// <exception cref="VocabularyException">There is no word, there are too many, or one that a vocabulary without <c>UNK</c> does not have.</exception>
    public static Caption Read(string text, Vocabulary vocabulary, int mostWords)
    {
        string[] words = [.. Word().Matches(text).Select(match => match.Value)];
        if (words.Length == 0)
            throw new VocabularyException($"the caption '{text}' has no words; expected letters or digits of ASCII");
        if (words.Length > mostWords)
            throw new VocabularyException($"the caption '{text}' has {words.Length} words; expected at most {mostWords}");
        int[] numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
            numbers[i] = vocabulary.Find(words[i], out words[i]);
        return new Caption(text, words, numbers);
    }

    [GeneratedRegex("[0-9A-Za-z]+")]
    private static partial Regex Word();
}
