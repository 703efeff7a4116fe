using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneLanguageTrainer;

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

    /// <summary>The words of ids.</summary>
    public static string Text(IEnumerable<long> ids, IReadOnlyList<string> words) => string.Join(' ', ids.Select(id => words[(int)id - 1]));

    /// <summary>A caption after a symmetry: other words between the objects, and the other object first where a picture is upside down or mirrored.</summary>
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
}
