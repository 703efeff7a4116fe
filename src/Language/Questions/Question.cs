namespace CaffeSharpGen.Language;

/// <summary>A question as a model reads it.</summary>
/// <param name="Text">As it was asked.</param>
/// <param name="Words">Its words in lower case; those that the model does not know are <c>UNK</c>.</param>
/// <param name="Numbers">Their numbers in the model's vocabulary; at most <see cref="MostWords"/>.</param>
public sealed record Question(string Text, IReadOnlyList<string> Words, IReadOnlyList<int> Numbers)
{
    /// <summary>How many words of a question are read, as in the original.</summary>
    public const int MostWords = 26;

    /// <summary>Cuts a question into words and looks them up.</summary>
    /// <exception cref="VocabularyException">The question has no word, or one that a vocabulary without <c>UNK</c> does not have.</exception>
    public static Question Read(string text, Vocabulary vocabulary)
    {
        string[] words = TreebankTokenizer.Tokenize(text.ToLowerInvariant());
        if (words.Length == 0)
            throw new VocabularyException($"the question '{text}' has no words");
        int[] numbers = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
            numbers[i] = vocabulary.Find(words[i], out words[i]);
        return new Question(text, words, numbers[..Math.Min(numbers.Length, MostWords)]);
    }
}
