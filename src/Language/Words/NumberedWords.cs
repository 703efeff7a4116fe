using System.Globalization;

namespace CaffeSharpGen.Language;

/// <summary>Words that a file lists with their ids, in any order.</summary>
/// <param name="source">For messages: the file and the field.</param>
/// <param name="count">How many there are: the ids are 1, 2, 3 … to this one, each once.</param>
internal sealed class NumberedWords(string source, int count)
{
    private const int MostShown = 60;

    private readonly string?[] words = new string?[count];

    /// <summary>Adds a word.</summary>
    /// <param name="number">Its id, as text.</param>
    /// <param name="word">The word.</param>
    /// <exception cref="VocabularyException">The id is none of those, or another word has it.</exception>
    public void Add(string number, string word)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id < 1 || id > count)
        {
            throw new VocabularyException(
                $"{source}: {Shown(word)} has the number {Shown(number)}; expected 1 … {count}, as there are {count} entries");
        }
        if (words[id - 1] is { } other)
            throw new VocabularyException($"{source}: {Shown(other)} and {Shown(word)} both have the number {id}; expected each once");
        words[id - 1] = word;
    }

    /// <summary>An exception about an entry that is no word.</summary>
    /// <param name="number">Its id, as text.</param>
    /// <param name="at">Byte of the file.</param>
    public VocabularyException NoText(string number, long at) =>
        new($"{source}: the word of number {Shown(number)}, at byte {at}, is no text; expected a text");

    /// <summary>The words, when all were added: as many different ids as entries, so that none is missing.</summary>
    public Vocabulary ToVocabulary() => new(words!);

    // What a file holds may be long.
    private static string Shown(string text) =>
        text.Length <= MostShown ? $"'{text}'" : $"'{text[..MostShown]}…' ({text.Length} characters)";
}
