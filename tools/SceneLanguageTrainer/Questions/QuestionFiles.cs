namespace CaffeSharpGen.SceneLanguageTrainer.Questions;

/// <summary>The files of the question answering model.</summary>
internal sealed record QuestionFiles(string Models)
{
    /// <summary>Weights of the image network.</summary>
    public string Image => Path.Combine(Models, "scenes_vqa.caffemodel");

    /// <summary>Weights of the language part.</summary>
    public string Language => Path.Combine(Models, "scenes_vqa.t7");

    /// <summary>Words and answers.</summary>
    public string Words => Path.Combine(Models, "scenes_vqa.json");
}
