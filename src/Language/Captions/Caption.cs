using System.Text.RegularExpressions;

namespace CaffeSharpGen.Language;

/// <summary>A caption as a model reads it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Words">Its words, with their case. Words that the model does not know are <c>UNK</c>.</param>
/// <param name="WordIds">Their ids in the model's vocabulary.</param>
public sealed partial record Caption(string Text, IReadOnlyList<string> Words, IReadOnlyList<int> WordIds)
{
    /// <summary>
    /// Splits a caption into words of ASCII letters and digits, as the original does (Lua's <c>%w+</c>), and looks them up.
    /// </summary>
    /// <param name="text">The caption.</param>
    /// <param name="vocabulary">The model's words.</param>
    /// <param name="mostWords">The most words that the model takes.</param>
    /// <exception cref="VocabularyException">There are no words, too many, or one that a vocabulary without <c>UNK</c> lacks.</exception>
    public static Caption Read(string text, Vocabulary vocabulary, int mostWords)
    {
        string[] words = WordsOf(text);
        if (words.Length == 0)
            throw new VocabularyException($"the caption '{text}' has no words; expected letters or digits of ASCII");
        if (words.Length > mostWords)
            throw new VocabularyException($"the caption '{text}' has {words.Length} words; expected at most {mostWords}");
        int[] ids = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
            ids[i] = vocabulary.Find(words[i], out words[i]);
        return new Caption(text, words, ids);
    }

    /// <summary>The words of a text, known or not: ASCII letters and digits.</summary>
    public static string[] WordsOf(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex("[0-9A-Za-z]+")]
    private static partial Regex Word();
}
