using CaffeSharpGen.SceneRenderer;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Captions;

/// <summary>Trains the captioner and writes its checkpoint.</summary>
internal static class CaptionTraining
{
    /// <summary>Width of the layer before the image code.</summary>
    public const int Hidden = 172;

    /// <summary>Width of image code, words and state.</summary>
    public const int Size = 80;

    /// <summary>
    /// Of a step's target, what is shared among all words. With none the right word's probability would become 1 to the last bit, and its
    /// gradient, which maps are made of, 0.
    /// </summary>
    private const float Shared = 0.02f;

    /// <summary>Trains and writes.</summary>
    public static void Run(Settings settings, ImageNetwork scenes)
    {
        PlaneSet data = PlaneSet.Get(settings.Cache, "captions", settings.Count, Settings.FirstTraining, scenes, seed =>
        {
            (Scene scene, SceneCaption caption) = SceneCaptions.Draw(seed);
            return (scene, caption.Text);
        }, ImageNetwork.Pool);
        manual_seed(settings.Seed);
        var random = new Random(settings.Seed + 1);
        var head = new ImageHead([Hidden, Size], ImageDrop);
        var language = new CaptionLanguage(CaptionTexts.Words.Count, Size);
        Training.Run([head, language], [(head.parameters().Concat(language.parameters()), 1)], settings, settings.Count, batch =>
        {
            var symmetry = new Symmetry(random.Next(Symmetry.Count));
            TorchTensor planes = symmetry.Of(data.Values.index_select(0, tensor((long[])[.. batch.Select(i => (long)i)])));
            string[] captions = [.. batch.Select(i => CaptionTexts.Under(symmetry, data.Lines[i]))];
            var weakening = new Weakening(batch.Length);
            float[][] sureness =
            [
                .. captions.Select(
                    (caption, row) => CaptionTexts.Sureness(caption, (labels, strength) => weakening.Set(row, labels, strength), random)),
            ];
            return Loss(language, head.Code(planes, weakening.Strengths), CaptionTexts.Rows(captions), sureness);
        });
        CaptionCheckpoint.Write(CaptionCheckpoint.In(settings.Models), head.Deployed(scenes), language, settings);
    }

    /// <summary>Of what is dropped before fully connected layers, in training.</summary>
    public const double ImageDrop = 0.05;

    /// <summary>
    /// The mean over captions of minus the log-probability of their words and of END; of words that are not sure, a share of all their
    /// group.
    /// </summary>
    private static TorchTensor Loss(CaptionLanguage language, TorchTensor code, long[,] ids, float[][] sureness)
    {
        TorchTensor[] steps = language.LogProbabilities(code, ids);
        TorchTensor sum = zeros(1);
        for (int step = 0; step < steps.Length; step++)
        {
            int at = step;
            long Id(int row, int index) => index < 0 ? -1 : index < CaptionTexts.Longest ? ids[row, index] : 0;
            // After the last word END is due, and after END nothing.
            long[] due =
            [
                .. Enumerable.Range(0, ids.GetLength(0)).Select(
                    row => Id(row, at) is > 0 and long id ? id - 1 : Id(row, at - 1) == 0 ? -100 : language.Words),
            ];
            TorchTensor targets = tensor(due);
            if (step == CaptionTexts.Longest)
            {
                sum += nn.functional.cross_entropy(
                    steps[step], targets, ignore_index: -100, reduction: nn.Reduction.Sum, label_smoothing: Shared);
                continue;
            }
            TorchTensor sure = tensor((float[])[.. sureness.Select(row => row[at])]);
            TorchTensor own = nn.functional.cross_entropy(
                steps[step], targets, ignore_index: -100, reduction: nn.Reduction.None, label_smoothing: Shared);
            TorchTensor group = -(steps[step] * CaptionTexts.Groups.index_select(0, targets.clamp(0))).sum(1);
            sum += ((own * sure) + (group * (1 - sure))).sum();
        }
        return sum / ids.GetLength(0);
    }
}
