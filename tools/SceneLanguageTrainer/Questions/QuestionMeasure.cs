using System.Text.Json;
using CaffeSharpGen.SceneRenderer;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Questions;

/// <summary>The question answering model as its files have it.</summary>
internal sealed class QuestionModel
{
    private readonly QuestionLanguage language;
    private readonly Dictionary<string, int> words;
    private readonly string[] answers;

    public QuestionModel(QuestionFiles files)
    {
        using (var json = JsonDocument.Parse(File.ReadAllText(files.Words)))
        {
            words = json.RootElement.GetProperty("ix_to_word").EnumerateObject().ToDictionary(
                entry => entry.Value.GetString()!, entry => int.Parse(entry.Name));
            answers =
            [
                .. json.RootElement.GetProperty("ix_to_ans").EnumerateObject().OrderBy(entry => int.Parse(entry.Name)).Select(
                    entry => entry.Value.GetString()!),
            ];
        }
        Image = new PlacesNetwork(ImageNetwork.Read(files.Image));
        language = new QuestionLanguage(new QuestionWidths(), words.Count, answers.Length);
        language.Read(files.Language);
    }

    /// <summary>The image network.</summary>
    public PlacesNetwork Image { get; }

    /// <summary>Scores of answers, N×answers, of questions about scenes.</summary>
    public TorchTensor Scores(TorchTensor planes, IReadOnlyList<SceneQuestion> questions) =>
        language.Scores(language.State([.. questions.Select(q => Ids(q.Text))]), Image.Code(planes));

    /// <summary>The answer with the highest score, for each row.</summary>
    public string[] Best(TorchTensor scores) => [.. scores.argmax(1).data<long>().ToArray().Select(i => answers[i])];

    /// <summary>The number of an answer.</summary>
    public long Number(string answer) => Array.IndexOf(answers, answer);

    private int[] Ids(string text) => [.. text.Replace("?", " ?").Split(' ').Select(word => words.GetValueOrDefault(word, words["UNK"]))];
}

/// <summary>Measures the question answering model on fresh scenes.</summary>
internal static class QuestionMeasure
{
    private const int Batch = 50;

    /// <summary>Lines of a report.</summary>
    public static IEnumerable<string> Run(Settings settings)
    {
        var model = new QuestionModel(new QuestionFiles(settings.Models));
        var results = new List<(SceneQuestion Question, bool Right, bool Hit)>();
        for (int start = 0; start < settings.Fresh; start += Batch)
        {
            using DisposeScope scope = NewDisposeScope();
            var drawn = new (Scene Scene, SceneQuestion Question)[Math.Min(Batch, settings.Fresh - start)];
            int offset = start;
            Parallel.For(0, drawn.Length, i => drawn[i] = SceneQuestions.Draw(Settings.FirstFresh + (ulong)(offset + i)));
            SceneQuestion[] questions = [.. drawn.Select(d => d.Question)];
            TorchTensor planes = model.Image.Planes(ImageNetwork.Input([.. drawn.Select(d => d.Scene)]));
            string[] found = model.Best(model.Scores(planes, questions));
            TorchTensor right = tensor((long[])[.. questions.Select(q => model.Number(q.Answer))]).unsqueeze(1);
            (int X, int Y)?[] peaks = Pointing.Peaks(planes, leaf => model.Scores(leaf, questions).gather(1, right).sum());
            for (int i = 0; i < drawn.Length; i++)
                results.Add((questions[i], found[i] == questions[i].Answer, Pointing.Hits(peaks[i], drawn[i].Scene, questions[i].Objects)));
        }
        yield return $"answers         {Share(results, r => r.Right)} right";
        foreach (var kind in results.GroupBy(r => r.Question.Kind).OrderBy(group => group.Key))
            yield return $"  {kind.Key,-14}{Share([.. kind], r => r.Right)}";
        // Where the answer is that there is none, there is nothing to point at.
        var pointed = results.Where(r => r.Question.Objects.Count > 0).ToList();
        yield return $"pointing game   {Share(pointed, r => r.Hit)}: "
            + "the peak of Grad-CAM at relu6 for the right answer is in the box of an object that it speaks of";
        foreach (var kind in pointed.GroupBy(r => r.Question.Kind).OrderBy(group => group.Key))
            yield return $"  {kind.Key,-14}{Share([.. kind], r => r.Hit)}";
        yield return $"  where answered rightly {Share([.. pointed.Where(r => r.Right)], r => r.Hit)}";
    }

    private static string Share<T>(IReadOnlyCollection<T> all, Func<T, bool> which) =>
        $"{(double)all.Count(which) / all.Count:p2} of {all.Count}";
}
