namespace CaffeSharpGen.Language;

/// <summary>Words and their ids, which begin with 1.</summary>
public sealed class Vocabulary
{
    /// <summary>The word that replaces words a vocabulary lacks.</summary>
    public const string Unknown = "UNK";

    private readonly string[] words;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    /// <summary>Makes a vocabulary.</summary>
    /// <param name="words">The words 1, 2, 3 … A word that occurs twice has the first of its ids.</param>
    public Vocabulary(IEnumerable<string> words)
    {
        this.words = [.. words];
        for (int i = 0; i < this.words.Length; i++)
            ids.TryAdd(this.words[i], i + 1);
    }

    /// <summary>Number of words.</summary>
    public int Count => words.Length;

    /// <summary>All words, in the order of their ids.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The word of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public string this[int id] => id >= 1 && id <= words.Length
        ? words[id - 1]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"the vocabulary has the words 1 … {words.Length}");

    /// <summary>Makes a vocabulary of numbered words, as checkpoints list them.</summary>
    /// <param name="source">For messages: the file and the field.</param>
    /// <param name="entries">Id, as text, and word; in any order.</param>
    /// <exception cref="VocabularyException">The ids are not 1, 2, 3 …, each once.</exception>
    public static Vocabulary FromNumbered(string source, IReadOnlyCollection<KeyValuePair<string, string>> entries)
    {
        var words = new NumberedWords(source, entries.Count);
        foreach ((string key, string word) in entries)
            words.Add(key, word);
        return words.ToVocabulary();
    }

    /// <summary>Finds the id of a word.</summary>
    public bool TryFind(string word, out int id) => ids.TryGetValue(word, out id);

    /// <summary>The id of a word, or that of <see cref="Unknown"/>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="known">The word that the id is of: the word itself, or <see cref="Unknown"/>.</param>
    /// <exception cref="VocabularyException">Neither is in the vocabulary.</exception>
    public int Find(string word, out string known)
    {
        known = ids.ContainsKey(word) ? word : Unknown;
        return ids.TryGetValue(known, out int id)
            ? id
            : throw new VocabularyException($"the vocabulary has neither '{word}' nor '{Unknown}', which stands for words it lacks");
    }
}
