using System.Text.Json;

namespace CaffeSharpGen.Language.Tests;

/// <summary>One run of the original's question answering script, and ours of the same question over the same picture.</summary>
internal sealed class GoldenRun : IDisposable
{
    private readonly string folder;
    private readonly TinyModel model;

    public GoldenRun(string folder, string kernels = "simd")
    {
        this.folder = folder;
        string output = File.ReadAllText(SharedFolder.Require("golden", "vqa", folder, "stdout.txt"));
        (QuestionText, Predicted, Answer) = (Line("Question: \t"), Line("Predicted answer: \t"), Line("Grad-CAM answer: \t"));
        model = new TinyModel(kernels);
        Question = Question.Read(QuestionText, model.Vocabulary.Words);
        // The third and fourth run have the first one's picture.
        Cnn.Data.Set(
            (folder == "q2_hydrant" ? Load("img") : Npy.Load(SharedFolder.Require("golden", "vqa", "q1_animal", "img.npy"))).Floats);
        Cnn.Forward();
        Model.Ask(Question);

        string Line(string start) => output.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
    }

    public string QuestionText { get; }

    public string Predicted { get; }

    public string Answer { get; }

    public Question Question { get; }

    public Vgg19Tiny Cnn => model.Cnn;

    public QuestionAnswering Model => model.Model;

    public Vocabulary Answers => model.Vocabulary.Answers;

    /// <summary>Number of the explained answer, from 0.</summary>
    public int AnswerIndex => Answers.TryFind(Answer, out int number) ? number - 1 : throw new InvalidOperationException(Answer);

    /// <summary>Numbers of the question's words, as the original's script prepared them.</summary>
    public int[] Numbers
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("golden", "vqa", folder, "ques_feat.json")));
            int length = json.RootElement.GetProperty("ques_length").GetInt32();
            return [.. json.RootElement.GetProperty("ques").EnumerateArray().Take(length).Select(number => number.GetInt32())];
        }
    }

    public bool Has(string tensor) => File.Exists(Path.Combine(SharedFolder.Require("golden", "vqa", folder), $"{tensor}.npy"));

    public Npy Load(string tensor) => Npy.Load(SharedFolder.Require("golden", "vqa", folder, $"{tensor}.npy"));

    public string[] Pictures => Directory.GetFiles(SharedFolder.Require("golden", "vqa", folder), "*.png");

    public void Close(string tensor, ReadOnlySpan<float> actual, double tolerance = 1e-5) =>
        CaffeSharpGen.Tests.Close.Relative(Load(tensor).Floats, actual, tolerance, $"{folder}, {tensor}");

    public void Dispose() => model.Dispose();
}
