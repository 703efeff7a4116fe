namespace CaffeSharpGen.Captioning.Tests;

/// <summary>A new current folder for runs of caption as a process of its own.</summary>
public sealed class Workplace() : ProgramPlace("caption")
{
    /// <summary>The picture that gets a caption if none is named.</summary>
    public static new string Example { get; } = Path.Combine(Models, "scenes_caption.example.png");
}
