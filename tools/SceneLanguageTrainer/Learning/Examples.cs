using CaffeSharpGen.Imaging;
using CaffeSharpGen.SceneRenderer;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>Pictures for the samples, with what the models say about them.</summary>
internal static class Examples
{
    /// <summary>All questions about a scene that <see cref="Scenes.Render"/> draws, such as the example of Scenes.</summary>
    public static void Questions(string models, ulong seed)
    {
        var model = new QuestionModel(new QuestionFiles(models));
        Scene scene = Scenes.Render(seed);
        SceneQuestion[] questions = [.. SceneQuestions.About(scene)];
        TorchTensor planes = model.Image.Planes(ImageNetwork.Input([scene])).expand(questions.Length, -1, -1, -1);
        string[] answers = model.Best(model.Scores(planes, questions));
        (int X, int Y)?[] peaks = Pointing.Peaks(planes, leaf => model.Scores(leaf, questions).amax(1).sum());
        for (int i = 0; i < questions.Length; i++)
        {
            Console.WriteLine(
                $"{questions[i].Text,-45} {answers[i],-15} "
                + $"{(answers[i] == questions[i].Answer ? "" : $"(right: {questions[i].Answer}) ")}{At(peaks[i], scene)}");
        }
    }

    /// <summary>A scene with a caption.</summary>
    public static void Caption(string models, ulong seed)
    {
        (ImageNetwork image, CaptionLanguage language, IReadOnlyList<string> words) = CaptionCheckpoint.Read(CaptionCheckpoint.In(models));
        (Scene scene, SceneCaption caption) = SceneCaptions.Draw(seed);
        Write(Path.Combine(models, "scenes_caption.example"), scene);
        TorchTensor planes = image.Planes(ImageNetwork.Input([scene]));
        Console.WriteLine($"right: {caption.Text}; said: {CaptionTexts.Text(language.Greedy(image.Code(planes))[0], words)}");
        long[,] ids = CaptionTexts.Rows([caption.Text]);
        for (int i = 0; i < caption.Words.Count; i++)
        {
            int at = i;
            (int X, int Y)?[] peaks = Pointing.Peaks(
                planes, leaf => language.LogProbabilities(image.Code(leaf), ids)[at][0, ids[0, at] - 1]);
            Console.WriteLine($"{caption.Words[i].Text,-10} {At(peaks[0], scene)}");
        }
    }

    private static string At((int X, int Y)? peak, Scene scene) => peak is not { } at ? "empty map"
        : $"{at}: {string.Join(", ", NamesAt(at, scene).DefaultIfEmpty("background"))}";

    private static IEnumerable<string> NamesAt((int X, int Y) at, Scene scene) =>
        scene.Objects.Where(o => o.Box.Contains(at.X, at.Y)).Select(o => o.Name);

    private static void Write(string stem, Scene scene)
    {
        using var picture = Picture.FromRgb(scene.Pixels, Scenes.Size, Scenes.Size);
        picture.Save(stem + ".png");
        File.WriteAllLines(
            stem + ".objects.tsv", scene.Objects.Select(o => $"{o.Name}\t{o.Box.Left}\t{o.Box.Top}\t{o.Box.Width}\t{o.Box.Height}"));
    }
}
