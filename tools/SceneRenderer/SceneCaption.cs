namespace CaffeSharpGen.SceneRenderer;

/// <summary>A word of a caption.</summary>
/// <param name="Text">The word.</param>
/// <param name="Object">
/// The object whose colour or shape it names, as an index of <see cref="Scene.Objects"/>; null for the other words.
/// </param>
public sealed record SceneWord(string Text, int? Object);

/// <summary>The only right caption of a scene, such as <c>a red circle above a blue star</c>.</summary>
/// <param name="Words">Its words.</param>
public sealed record SceneCaption(IReadOnlyList<SceneWord> Words)
{
    /// <summary>The words with blanks between them.</summary>
    public string Text => string.Join(' ', Words.Select(w => w.Text));
}
