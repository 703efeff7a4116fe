using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneLanguageTrainer.Questions;

/// <summary>
/// All questions that occur, their words, and what becomes of them under a symmetry. Ids of words are from 1, as in the files; the last is
/// UNK.
/// </summary>
internal sealed class QuestionTexts
{
    private const string Unknown = "UNK";

    private readonly Dictionary<string, int> questions = [], words = [];

    public QuestionTexts(IEnumerable<string> texts)
    {
        Texts = [.. texts.Distinct().Order(StringComparer.Ordinal)];
        foreach (string text in Texts)
            questions.Add(text, questions.Count);
        Words = [.. Texts.SelectMany(Split).Distinct(), Unknown];
        foreach (string word in Words)
            words.Add(word, words.Count + 1);
    }

    /// <summary>The questions.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The words; word <c>i + 1</c> is at <c>i</c>.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>A question's number.</summary>
    public int this[string text] => questions[text];

    /// <summary>A word's id.</summary>
    public int IdOf(string word) => words[word];

    /// <summary>The ids of a question's words.</summary>
    public int[] Ids(string text) => [.. Split(text).Select(word => words.GetValueOrDefault(word, words[Unknown]))];

    /// <summary>For each question, the number of what it becomes.</summary>
    public long[] Under(Symmetry symmetry) => [.. Texts.Select(text => (long)questions[Under(symmetry, text)])];

    private static string Under(Symmetry symmetry, string text)
    {
        foreach (SceneRelation relation in Enum.GetValues<SceneRelation>())
        {
            string start = Start(relation);
            if (text.StartsWith(start, StringComparison.Ordinal))
                return Start(symmetry.Of(relation)) + text[start.Length..];
        }
        return text;
    }

    private static string Start(SceneRelation relation) => $"what is {SceneRelations.Words(relation)} ";

    private static IEnumerable<string> Split(string text) => text.Replace("?", " ?").Split(' ');
}
