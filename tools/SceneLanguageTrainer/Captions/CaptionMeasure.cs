using CaffeSharpGen.SceneRenderer;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Captions;

/// <summary>Measures the captioner, as its checkpoint has it, on fresh scenes.</summary>
internal static class CaptionMeasure
{
    private const int Batch = 50;

    private sealed record Pointed(string Word, bool Exact, bool Hit);

    /// <summary>Lines of a report.</summary>
    public static IEnumerable<string> Run(Settings settings)
    {
        (ImageNetwork image, CaptionLanguage language, IReadOnlyList<string> words) = CaptionCheckpoint.Read(
            CaptionCheckpoint.In(settings.Models));
        int exact = 0, anyHit = 0;
        var pointed = new List<Pointed>();
        for (int start = 0; start < settings.Fresh; start += Batch)
        {
            using DisposeScope scope = NewDisposeScope();
            var drawn = new (Scene Scene, SceneCaption Caption)[Math.Min(Batch, settings.Fresh - start)];
            int offset = start;
            Parallel.For(0, drawn.Length, i => drawn[i] = SceneCaptions.Draw(Settings.FirstFresh + (ulong)(offset + i)));
            TorchTensor planes = image.Planes(ImageNetwork.Input([.. drawn.Select(d => d.Scene)]));
            bool[] right = [.. language.Greedy(image.Code(planes)).Zip(drawn, (ids, d) => CaptionTexts.Text(ids, words) == d.Caption.Text)];
            exact += right.Count(r => r);
            long[,] ids = CaptionTexts.Rows([.. drawn.Select(d => d.Caption.Text)]);
            (int X, int Y)?[] whole = Pointing.Peaks(
                planes, leaf => Words(language.LogProbabilities(image.Code(leaf), ids), ids).Aggregate((a, b) => a + b));
            anyHit += drawn.Where((d, i) => Pointing.Hits(whole[i], d.Scene, [0, 1])).Count();
            for (int word = 0; word < CaptionTexts.Longest; word++)
            {
                int at = word;
                (int X, int Y)?[] peaks = Pointing.Peaks(planes, leaf => Words(language.LogProbabilities(image.Code(leaf), ids), ids)[at]);
                for (int i = 0; i < drawn.Length; i++)
                {
                    if (word < drawn[i].Caption.Words.Count && drawn[i].Caption.Words[word] is { Object: { } which } named)
                        pointed.Add(new(Role(drawn[i].Caption, word), right[i], Pointing.Hits(peaks[i], drawn[i].Scene, [which])));
                }
            }
        }
        yield return $"captions        {(double)exact / settings.Fresh:p2} of {settings.Fresh} exactly right";
        yield return $"pointing game   {Share(pointed)}: "
            + "the peak of Grad-CAM at relu6 for a word of colour or shape of the right caption is in its object's box";
        foreach (IGrouping<string, Pointed> role in pointed.GroupBy(p => p.Word))
            yield return $"  {role.Key,-14}{Share([.. role])}";
        yield return $"  where captioned rightly {Share([.. pointed.Where(p => p.Exact)])}";
        yield return $"  whole caption {(double)anyHit / settings.Fresh:p2} of {settings.Fresh} in the box of one of the objects";
    }

    /// <summary>The log-probability of each word, added up over scenes.</summary>
    private static TorchTensor[] Words(TorchTensor[] steps, long[,] ids) => [.. Enumerable.Range(0, CaptionTexts.Longest).Select(word =>
    {
        long[] column = [.. Enumerable.Range(0, ids.GetLength(0)).Select(row => ids[row, word])];
        TorchTensor there = tensor((float[])[.. column.Select(id => id > 0 ? 1f : 0)]).unsqueeze(1);
        return (steps[word].gather(1, tensor((long[])[.. column.Select(id => Math.Max(id, 1) - 1)]).unsqueeze(1)) * there).sum();
    })];

    private static string Role(SceneCaption caption, int word) =>
        $"{(word < 3 ? "first" : "second")} {(word is 1 || word == caption.Words.Count - 2 ? "colour" : "shape")}";

    private static string Share(IReadOnlyCollection<Pointed> all) => $"{(double)all.Count(p => p.Hit) / all.Count:p2} of {all.Count}";
}
