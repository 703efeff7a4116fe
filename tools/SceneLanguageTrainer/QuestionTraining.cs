using CaffeSharpGen.SceneRenderer;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer;

/// <summary>Trains the question answering model and writes its files.</summary>
internal static class QuestionTraining
{
    private const int ExtraEach = 2, Hidden = 160;
    private const char BetweenParts = '|', BetweenQuestions = '\t', BetweenLabels = ',';

    /// <summary>Trains and writes.</summary>
    public static void Run(Settings settings, ImageNetwork scenes)
    {
        PlaneSet data = PlaneSet.Get(settings.Cache, "questions", settings.Count, Settings.FirstTraining, scenes, Draw);
        Asked[][] asked = [.. data.Lines.Select(line => line.Split(BetweenQuestions).Select(Parse).ToArray())];
        var texts = new QuestionTexts(asked.SelectMany(list => list).Select(q => q.Text));
        Dictionary<string, long> answers = SceneQuestions.Answers.Select((answer, i) => (answer, (long)i)).ToDictionary();
        Example[][] examples = [.. asked.Select(list => list.Select(q => new Example(texts[q.Text], answers[q.Answer], q.Labels)).ToArray())];

        manual_seed(settings.Seed);
        var random = new Random(settings.Seed + 1);
        var widths = new QuestionWidths();
        var head = new ImageHead([Hidden, widths.Image], 0.05);
        var language = new QuestionLanguage(widths, texts.Words.Count, answers.Count);
        int[][] ids = [.. texts.Texts.Select(texts.Ids)];
        long[][] under = [.. Enumerable.Range(0, Symmetry.Count).Select(i => texts.Under(new Symmetry(i)))];
        Training.Run([head, language], settings, settings.Count, batch =>
        {
            var symmetry = new Symmetry(random.Next(Symmetry.Count));
            // Every other time the question that was drawn with the scene, the first; else another.
            Example[] chosen = [.. batch.Select(i => examples[i][random.Next(2) == 0 ? 0 : random.Next(examples[i].Length)])];
            TorchTensor planes = symmetry.Of(data.Logits.index_select(0, tensor((long[])[.. batch.Select(i => (long)i)])));
            TorchTensor questions = tensor((long[])[.. chosen.Select(c => under[symmetry.Number][c.Question])]);
            var weakening = new Weakening(batch.Length);
            TorchTensor sure = tensor((float[])[.. chosen.Select((c, row) => Sureness(c, row, weakening, random))]);
            TorchTensor scores = language.Scores(language.State(ids).index_select(0, questions), head.Code(planes, weakening.Strengths));
            TorchTensor right = tensor((long[])[.. chosen.Select(c => c.Answer)]);
            TorchTensor own = nn.functional.cross_entropy(scores, right, reduction: nn.Reduction.None, label_smoothing: 0.02);
            TorchTensor any = -nn.functional.log_softmax(scores, 1).mean([1]);
            return ((own * sure) + (any * (1 - sure))).mean();
        });

        var files = new QuestionFiles(settings.Models);
        ImageFiles.WriteCaffeModel(files.Image, "ScenesVqa", head.Deployed(scenes));
        language.Write(files.Language);
        QuestionLanguage.WriteWords(files.Words, texts.Words, SceneQuestions.Answers);
    }

    /// <summary>Now and then makes the objects that the answer speaks of weaker. How sure the answer is.</summary>
    private static float Sureness(Example example, int row, Weakening weakening, Random random)
    {
        if (example.Labels.Length == 0 || random.NextDouble() >= double.Parse(Environment.GetEnvironmentVariable("SHARE")!))
            return 1;
        float strength = Weakening.Draw(random);
        weakening.Set(row, example.Labels, strength);
        return strength;
    }

    /// <summary>A scene with its question, and for each kind up to two more, all answers of the kind as likely.</summary>
    private static (Scene Scene, string Line) Draw(ulong seed)
    {
        (Scene scene, SceneQuestion first) = SceneQuestions.Draw(seed);
        var random = new Random(unchecked((int)seed));
        var all = new List<SceneQuestion> { first };
        foreach (IGrouping<SceneQuestionKind, SceneQuestion> kind in SceneQuestions.About(scene).GroupBy(q => q.Kind))
        {
            SceneQuestion[][] byAnswer = [.. kind.GroupBy(q => q.Answer).Select(group => group.ToArray())];
            for (int i = 0; i < ExtraEach; i++)
            {
                SceneQuestion[] same = byAnswer[random.Next(byAnswer.Length)];
                all.Add(same[random.Next(same.Length)]);
            }
        }
        return (scene, string.Join(BetweenQuestions, all.Select(q => $"{q.Text}{BetweenParts}{q.Answer}{BetweenParts}{string.Join(BetweenLabels, q.Objects.Select(i => scene.Objects[i].Label))}")));
    }

    private static Asked Parse(string text) => text.Split(BetweenParts) is [var question, var answer, var labels]
        ? new(question, answer, [.. labels.Split(BetweenLabels, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)])
        : throw new InvalidDataException($"found '{text}'; expected question{BetweenParts}answer{BetweenParts}labels");

    private sealed record Asked(string Text, string Answer, int[] Labels);

    private sealed record Example(long Question, long Answer, int[] Labels);
}
