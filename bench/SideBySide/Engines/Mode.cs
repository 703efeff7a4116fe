namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>What is timed.</summary>
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
    /// <summary>N×classes.</summary>
    Logits,

    /// <summary>N×classes.</summary>
    Probabilities,

    /// <summary>N×h×w, of the last run of <see cref="Mode.GradCam"/> or <see cref="Mode.Both"/>.</summary>
    Map,

    /// <summary>N×3×H×W, of the last run of <see cref="Mode.Guided"/> or <see cref="Mode.Both"/>.</summary>
    GuidedGradient,
}
