namespace CaffeSharpGen.Resampling;

/// <summary>Which elements of an axis make one of a resized axis. Positions are computed in single precision, as in the forks.</summary>
public enum ResizeRule
{
    /// <summary>Each element several times: source ⌊y·in / out⌋, in whole numbers.</summary>
    Repeat,

    /// <summary>The nearest: source ⌊y·(in / out)⌋.</summary>
    Nearest,

    /// <summary>The nearest with corners on corners: source y·((in − 1) / (out − 1)), rounded, halves away from zero.</summary>
    NearestCorners,

    /// <summary>The nearest with half pixels: source ⌊(y + ½)·(in / out)⌋.</summary>
    NearestHalf,

    /// <summary>The nearest with half pixels as ONNX has it: source ⌊(y + ½)·(in / out) − ½⌋.</summary>
    NearestHalfDown,

    /// <summary>Between two neighbors, corners on corners: source y·((in − 1) / (out − 1)).</summary>
    LinearCorners,

    /// <summary>Between two neighbors: source y·(in / out).</summary>
    Linear,

    /// <summary>Between two neighbors with half pixels: source (y + ½)·(in / out) − ½.</summary>
    LinearHalf,

    /// <summary>As <see cref="LinearHalf"/>; a single element is the first one.</summary>
    LinearHalfOrFirst,

    /// <summary>Catmull-Rom's cubic of four neighbors with half pixels, as OpenPose's <c>ImResize</c> places them.</summary>
    CubicHalf,

    /// <summary>The nearest, as FlowNet's <c>Resample</c> places it: source y·f + g/2 − ½, g the factor of the other axis.</summary>
    FlowNearest,

    /// <summary>A triangle around that place; FlowNet's <c>Resample</c>.</summary>
    FlowLinear,

    /// <summary>Catmull-Rom's cubic around that place; FlowNet's <c>Resample</c>.</summary>
    FlowCubic,
}
