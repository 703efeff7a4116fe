namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>What an engine runs.</summary>
internal enum Mode
{
    /// <summary>Images to probabilities.</summary>
    Forward,

    /// <summary>Forward, the gradient of one logit an image back to the last convolutional activation and no further, and the maps N×h×w.</summary>
    GradCam,

    /// <summary>Forward, and the guided gradient of one logit an image at the input, N×3×H×W.</summary>
    Guided,

    /// <summary>Both explanations.</summary>
    Both,
}

/// <summary>What an engine computed, to be compared.</summary>
internal enum Output
{
    /// <summary>N×classes, after any run.</summary>
    Logits,

    /// <summary>N×classes, after <see cref="Mode.Forward"/>.</summary>
    Probabilities,

    /// <summary>N×h×w, after <see cref="Mode.GradCam"/> or <see cref="Mode.Both"/>.</summary>
    Map,

    /// <summary>N×3×H×W, after <see cref="Mode.Guided"/> or <see cref="Mode.Both"/>.</summary>
    GuidedGradient,
}

internal static class Modes
{
    /// <summary>As people call it.</summary>
    public static string Name(this Mode mode) => mode switch
    {
        Mode.Forward => "forward",
        Mode.GradCam => "Grad-CAM",
        Mode.Guided => "guided",
        _ => "both",
    };

    /// <summary>What can be read after it, and is to be compared.</summary>
    public static IReadOnlyList<Output> Outputs(this Mode mode) => mode switch
    {
        Mode.Forward => [Output.Logits, Output.Probabilities],
        Mode.GradCam => [Output.Logits, Output.Map],
        Mode.Guided => [Output.Logits, Output.GuidedGradient],
        _ => [Output.Logits, Output.Map, Output.GuidedGradient],
    };
}
