using CaffeSharpGen.SceneRenderer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Questions;

/// <summary>Trains the question answering model and writes its files.</summary>
internal static class QuestionTraining
{
    private const int ExtraEach = 2;

    /// <summary>
    /// The question's side learns slower: else it soon sees nothing but which objects a question names, by saturated tanh, and never learns
    /// to use directions.
    /// </summary>
    private const double SlowQuestions = 0.3;

    private const char BetweenParts = '|', BetweenQuestions = '\t', BetweenLabels = ',';

    /// <summary>Trains and writes.</summary>
    public static void Run(Settings settings, ImageNetwork scenes)
    {
        PlaneSet data = PlaneSet.Get(
            settings.Cache, "question-places", settings.Count, Settings.FirstTraining, scenes, Draw, PlacesNetwork.Places);
        Asked[][] lists = [.. data.Lines.Select(line => line.Split(BetweenQuestions).Select(Parse).ToArray())];
        var texts = new QuestionTexts(lists.SelectMany(list => list).Select(q => q.Text));
        Dictionary<string, long> answers = SceneQuestions.Answers.Select((answer, i) => (answer, (long)i)).ToDictionary();
        Example[][] examples =
        [
            .. lists.Select(list => list.Select(q => new Example(texts[q.Text], answers[q.Answer], q.Labels)).ToArray()),
        ];

        manual_seed(settings.Seed);
        var random = new Random(settings.Seed + 1);
        var widths = new QuestionWidths();
        var head = new PlacesHead(widths.Image);
        var language = new QuestionLanguage(widths, texts.Words.Count, answers.Count);
        int[][] ids = [.. texts.Texts.Select(texts.Ids)];
        long[][] under = [.. Enumerable.Range(0, Symmetry.Count).Select(i => texts.Under(new Symmetry(i)))];
        Remember(language, ids, texts, random);
        (IEnumerable<Parameter>, double)[] groups =
            [(head.parameters().Concat(language.OfImages), 1), (language.OfQuestions, SlowQuestions)];
        Training.Run([head, language], groups, settings, settings.Count, batch =>
        {
            var symmetry = new Symmetry(random.Next(Symmetry.Count));
            var weakening = new Weakening(batch.Length);
            float[][] sureness = [.. batch.Select((example, row) => Sureness(examples[example], row, weakening, random))];
            TorchTensor features = head.Code(
                symmetry.OfPlaces(data.Values.index_select(0, tensor((long[])[.. batch.Select(i => (long)i)]))), weakening.Strengths);
            // All questions about all scenes, one after the other.
            Example[] asked = [.. batch.SelectMany(i => examples[i])];
            TorchTensor rows = tensor((long[])[.. batch.SelectMany((example, row) => examples[example].Select(_ => (long)row))]);
            TorchTensor questions = tensor((long[])[.. asked.Select(q => under[symmetry.Number][q.Question])]);
            TorchTensor sure = tensor((float[])[.. sureness.SelectMany(each => each)]);
            TorchTensor scores = language.Scores(language.State(ids), questions, features, rows);
            TorchTensor right = tensor((long[])[.. asked.Select(q => q.Answer)]);
            TorchTensor own = nn.functional.cross_entropy(scores, right, reduction: nn.Reduction.None, label_smoothing: 0.02);
            TorchTensor any = -nn.functional.log_softmax(scores, 1).mean([1]);
            return ((own * sure) + (any * (1 - sure))).mean();
        });

        var files = new QuestionFiles(settings.Models);
        ImageFiles.WriteCaffeModel(files.Image, "ScenesVqa", head.Deployed(scenes));
        language.Write(files.Language);
        QuestionLanguage.WriteWords(files.Words, texts.Words, SceneQuestions.Answers);
    }

    /// <summary>
    /// First the question encoder learns to remember the words of a question. Otherwise it drops the one for the direction, early in the
    /// question, before anything has learnt to use it.
    /// </summary>
    private static void Remember(QuestionLanguage language, int[][] ids, QuestionTexts texts, Random random)
    {
        const int Steps = 600;
        int words = texts.Words.Count;
        using var which = nn.Linear(language.StateSize, words);
        using var optimizer = optim.Adam([.. language.parameters(), .. which.parameters()], 3e-3);
        TorchTensor there =
            tensor((float[])[.. ids.SelectMany(question => Enumerable.Range(1, words).Select(id => question.Contains(id) ? 1f : 0))])
                .reshape(ids.Length, words);
        for (int step = 0; step < Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            TorchTensor loss = nn.functional.binary_cross_entropy_with_logits(which.call(language.State(ids)), there);
            loss.backward();
            optimizer.step();
            if (step % 100 == 99)
                Console.WriteLine($"remembering words, step {step + 1}: loss {loss.item<float>():f4}");
        }
        language.Start.Set(which, language.State(ids), texts, SceneQuestions.Answers.ToList().IndexOf(Scenes.Labels[0]), random);
    }

    /// <summary>
    /// Now and then makes one of the kinds of object weaker that answers speak of. How sure the answer to each question about the scene
    /// then is.
    /// </summary>
    private static float[] Sureness(Example[] questions, int row, Weakening weakening, Random random)
    {
        float[] sure = new float[questions.Length];
        Array.Fill(sure, 1);
        int[] labels = [.. questions.SelectMany(q => q.Labels).Distinct()];
        if (labels.Length == 0 || random.NextDouble() >= Weakening.Share)
            return sure;
        int weak = labels[random.Next(labels.Length)];
        float strength = Weakening.Draw(random);
        weakening.Set(row, [weak], strength);
        for (int i = 0; i < questions.Length; i++)
        {
            if (questions[i].Labels.Contains(weak))
                sure[i] = strength;
        }
        return sure;
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
        return (scene, string.Join(BetweenQuestions, all.Select(q => Describe(q, scene))));
    }

    private static string Describe(SceneQuestion question, Scene scene)
    {
        string labels = string.Join(BetweenLabels, question.Objects.Select(i => scene.Objects[i].Label));
        return $"{question.Text}{BetweenParts}{question.Answer}{BetweenParts}{labels}";
    }

    private static Asked Parse(string text) => text.Split(BetweenParts) is [var question, var answer, var labels]
        ? new(question, answer, [.. labels.Split(BetweenLabels, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)])
        : throw new InvalidDataException($"found '{text}'; expected question{BetweenParts}answer{BetweenParts}labels");

    private sealed record Asked(string Text, string Answer, int[] Labels);

    private sealed record Example(long Question, long Answer, int[] Labels);
}
