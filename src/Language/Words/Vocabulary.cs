using System.Globalization;

namespace CaffeSharpGen.Language;

/// <summary>Words and their numbers, which begin with 1.</summary>
public sealed class Vocabulary
{
    /// <summary>What stands for all words that are not in a vocabulary.</summary>
    public const string Unknown = "UNK";

    private readonly string[] words;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Makes a vocabulary.</summary>
    /// <param name="words">The words 1, 2, 3 …; of one that is there twice, the first number counts.</param>
    public Vocabulary(IEnumerable<string> words)
    {
        this.words = [.. words];
        for (int i = 0; i < this.words.Length; i++)
            numbers.TryAdd(this.words[i], i + 1);
    }

    /// <summary>Number of words.</summary>
    public int Count => words.Length;

    /// <summary>All words, in the order of their numbers.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The word of a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public string this[int number] => number >= 1 && number <= words.Length
        ? words[number - 1]
        : throw new ArgumentOutOfRangeException(nameof(number), number, $"the vocabulary has the words 1 … {words.Length}");

    /// <summary>Makes a vocabulary of numbered words, as checkpoints list them.</summary>
    /// <param name="source">For messages: the file, and the place in it.</param>
    /// <param name="entries">Number, as text, and word; in any order.</param>
    /// <exception cref="VocabularyException">The numbers are not 1, 2, 3 …, each once.</exception>
    public static Vocabulary FromNumbered(string source, IReadOnlyCollection<KeyValuePair<string, string>> entries)
    {
        string?[] words = new string?[entries.Count];
        foreach ((string key, string word) in entries)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > words.Length)
                throw new VocabularyException($"{source}: '{word}' has the number '{key}'; expected 1 … {words.Length}, as there are {words.Length} entries");
            if (words[number - 1] is { } other)
                throw new VocabularyException($"{source}: '{other}' and '{word}' both have the number {number}; expected each once");
            words[number - 1] = word;
        }
        // As many different numbers as entries: none is missing.
        return new Vocabulary(words!);
    }

    /// <summary>Finds the number of a word.</summary>
    public bool TryFind(string word, out int number) => numbers.TryGetValue(word, out number);

    /// <summary>The number of a word, or that of <see cref="Unknown"/>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="known">What the number stands for: the word itself, or <see cref="Unknown"/>.</param>
    /// <exception cref="VocabularyException">Neither is in the vocabulary.</exception>
    public int Find(string word, out string known)
    {
        known = numbers.ContainsKey(word) ? word : Unknown;
        return numbers.TryGetValue(known, out int number)
            ? number
            : throw new VocabularyException($"the vocabulary has neither '{word}' nor '{Unknown}', which stands for words it lacks");
    }
}
