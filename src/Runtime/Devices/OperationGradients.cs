namespace CaffeSharpGen;

/// <summary>What the backward pass of one operation reads and writes.</summary>
/// <param name="rule">What rectifiers do.</param>
/// <param name="outputs">One entry an output.</param>
/// <param name="inputs">One entry an input.</param>
public readonly ref struct OperationGradients(ReluRule rule, ReadOnlySpan<OutputGradient> outputs, ReadOnlySpan<InputGradient> inputs)
{
    /// <summary>What rectifiers do.</summary>
    public ReluRule Rule { get; } = rule;

    /// <summary>The gradients that arrive, one entry an output.</summary>
    public ReadOnlySpan<OutputGradient> Outputs { get; } = outputs;

    /// <summary>The gradients to compute, one entry an input.</summary>
    public ReadOnlySpan<InputGradient> Inputs { get; } = inputs;
}

/// <summary>A gradient that arrives at an operation.</summary>
/// <param name="Buffer">The gradient; null where nothing depends on the output (a zero gradient).</param>
/// <param name="MayChange">Whether it is not read afterwards, so that the operation may work in it.</param>
/// <param name="IsRectified">Whether it went through the operation's own rectifier already (<see cref="InputGradient.Rectify"/>).</param>
public readonly record struct OutputGradient(DeviceBuffer? Buffer, bool MayChange = false, bool IsRectified = false);

/// <summary>A gradient that an operation computes.</summary>
/// <param name="Buffer">Where it goes; null where none is requested.</param>
/// <param name="Add">Whether it is added to what is there, rather than overwriting it.</param>
/// <param name="Rectify">Whether the finished gradient is to pass the rectifier that computed the input, which then need not do it.</param>
public readonly record struct InputGradient(DeviceBuffer? Buffer, bool Add = false, bool Rectify = false);
