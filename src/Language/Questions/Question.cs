namespace CaffeSharpGen.Language;

/// <summary>A question as a model reads it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Words">Its words in lower case. Words that the model does not know are <c>UNK</c>.</param>
/// <param name="WordIds">Ids of the first <see cref="MostWords"/> words in the model's vocabulary.</param>
public sealed record Question(string Text, IReadOnlyList<string> Words, IReadOnlyList<int> WordIds)
{
    /// <summary>Number of words of a question that are read, as in the original.</summary>
    public const int MostWords = 26;

    /// <summary>Splits a question into words and looks them up.</summary>
    /// <exception cref="VocabularyException">The question has no words, or one that a vocabulary without <c>UNK</c> lacks.</exception>
    public static Question Read(string text, Vocabulary vocabulary)
    {
        string[] words = TreebankTokenizer.Tokenize(text.ToLowerInvariant());
        if (words.Length == 0)
            throw new VocabularyException($"the question '{text}' has no words");
        int[] ids = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
            ids[i] = vocabulary.Find(words[i], out words[i]);
        return new Question(text, words, ids[..Math.Min(ids.Length, MostWords)]);
    }
}
