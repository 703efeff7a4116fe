using CaffeSharpGen.SceneRenderer;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Captions;

/// <summary>The words of captions; ids are from 1, and the last is UNK, as in the checkpoint.</summary>
internal static class CaptionTexts
{
    /// <summary>Words of the longest caption.</summary>
    public const int Longest = 8;

    private static readonly Dictionary<string, long> Ids;

    static CaptionTexts()
    {
        IEnumerable<string> between = new[] { SceneRelation.Above, SceneRelation.LeftOf }.Select(SceneRelations.Words);
        Words = [.. new[] { "a" }.Concat(Scenes.Labels).Concat(between).SelectMany(text => text.Split(' ')).Distinct(), "UNK"];
        Ids = Words.Select((word, i) => (word, i + 1L)).ToDictionary();
        Groups = MakeGroups();
    }

    /// <summary>The words; word <c>i + 1</c> is at <c>i</c>.</summary>
    public static IReadOnlyList<string> Words { get; }

    /// <summary>Ids of captions, 0 behind their ends.</summary>
    public static long[,] Rows(IReadOnlyList<string> captions)
    {
        long[,] rows = new long[captions.Count, Longest];
        for (int row = 0; row < captions.Count; row++)
        {
            string[] words = captions[row].Split(' ');
            for (int i = 0; i < words.Length; i++)
                rows[row, i] = Ids[words[i]];
        }
        return rows;
    }

    /// <summary>
    /// Now and then makes one of the objects weaker: what its words are is then less sure. How sure each word is, 1 for all but those.
    /// </summary>
    /// <param name="caption">The caption.</param>
    /// <param name="weaken">Told the label and its strength.</param>
    /// <param name="random">Decides.</param>
    public static float[] Sureness(string caption, Action<int[], float> weaken, Random random)
    {
        float[] sure = new float[Longest];
        Array.Fill(sure, 1);
        if (random.NextDouble() >= Weakening.Share)
            return sure;
        string[] words = caption.Split(' ');
        int first = random.Next(2) == 0 ? 1 : words.Length - 2;
        float strength = Weakening.Draw(random);
        weaken([Array.IndexOf([.. Scenes.Labels], $"{words[first]} {words[first + 1]}")], strength);
        sure[first] = sure[first + 1] = strength;
        return sure;
    }

    /// <summary>
    /// For each word, the words of its group with equal probabilities: colours, shapes, or the word alone; (words + 1)².
    /// </summary>
    public static TorchTensor Groups { get; }

    /// <summary>The words of ids.</summary>
    public static string Text(IEnumerable<long> ids, IReadOnlyList<string> words) => string.Join(' ', ids.Select(id => words[(int)id - 1]));

    /// <summary>
    /// A caption after a symmetry: other words between the objects, and the other object first where a picture is upside down or mirrored.
    /// </summary>
    public static string Under(Symmetry symmetry, string caption)
    {
        foreach (SceneRelation relation in new[] { SceneRelation.Above, SceneRelation.LeftOf })
        {
            if (caption.Split($" {SceneRelations.Words(relation)} ") is not [var first, var second])
                continue;
            return symmetry.Of(relation) switch
            {
                SceneRelation.Below => $"{second} {SceneRelations.Words(SceneRelation.Above)} {first}",
                SceneRelation.RightOf => $"{second} {SceneRelations.Words(SceneRelation.LeftOf)} {first}",
                var other => $"{first} {SceneRelations.Words(other)} {second}",
            };
        }
        throw new ArgumentException($"found '{caption}'; expected a caption of two objects", nameof(caption));
    }

    private static TorchTensor MakeGroups()
    {
        string[][] groups =
        [
            [.. Scenes.Labels.Select(label => label.Split(' ')[0]).Distinct()],
            [.. Scenes.Labels.Select(label => label.Split(' ')[1]).Distinct()],
        ];
        int size = Words.Count + 1;
        float[] rows = new float[size * size];
        for (int word = 0; word < size; word++)
        {
            string text = word < Words.Count ? Words[word] : "";
            string[] group = groups.FirstOrDefault(names => names.Contains(text)) ?? [text];
            for (int other = 0; other < size; other++)
            {
                bool isInGroup = other < Words.Count && group.Contains(Words[other]);
                rows[(word * size) + other] = word == other && group.Length == 1 ? 1 : isInGroup ? 1f / group.Length : 0;
            }
        }
        return tensor(rows).reshape(size, size);
    }
}
