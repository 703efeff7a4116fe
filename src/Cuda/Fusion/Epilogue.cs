using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>
/// The end of a convolution or a product, or pointwise layers by themselves, in one kernel: a scale and a shift for each channel, the sum
/// with a residual, a rectifier; each if there is one.
/// </summary>
internal sealed class Epilogue
{
    /// <summary>One scale a channel.</summary>
    public DeviceWeights? Scales { get; init; }

    /// <summary>One shift a channel.</summary>
    public DeviceWeights? Shifts { get; init; }

    /// <summary>What rectifies.</summary>
    public Rectifier? Rectifier { get; init; }

    /// <summary>Element i of an image belongs to channel i / Plane % Count.</summary>
    public required (int Plane, int Count) Channels { get; init; }

    /// <summary>Elements of an image, and count of images.</summary>
    public required (int Elements, int Images) Sizes { get; init; }

    /// <summary>The sizes of a value whose channels are its axis 1.</summary>
    public static (int Elements, int Images) SizesOf(CudaBuffer value) => (value.ImageCount, value.Images);

    /// <summary>The channels of a value whose channels are its axis 1.</summary>
    public static (int Plane, int Count) ChannelsOf(Shape shape) => (shape.CountFrom(2), shape.Channels);

    /// <summary>Computes y from x, which may be y.</summary>
    /// <param name="context">Where.</param>
    /// <param name="x">What the layers before computed.</param>
    /// <param name="y">The result.</param>
    /// <param name="residual">What is added; null for nothing.</param>
    public void Forward(CudaContext context, View x, View y, CudaBuffer? residual)
    {
        // In place, nothing may be left to do.
        if (Scales is null && Shifts is null && Rectifier is null && residual is null && x.Data == y.Data)
            return;
        var arguments = new EpilogueArguments
        {
            X = x,
            Y = y,
            Residual = residual?.View ?? default,
            Scale = Scales?.Pointer ?? 0,
            Shift = Shifts?.Pointer ?? 0,
            Slopes = Rectifier?.Slopes?.Pointer ?? 0,
            Mask = Rectifier?.Mask.Pointer ?? 0,
            Rectify = Rectifier is null ? Rectify.Not : Rectifier.Slopes is null ? Rectify.BySlope : Rectify.BySlopes,
            Slope = Rectifier?.Slope ?? 0,
            // NaN, as x ≥ limit must be false for an infinite x without a limit.
            Limit = Rectifier is { Limit: < float.PositiveInfinity and var limit } ? limit : float.NaN,
            Count = Sizes.Elements,
            Images = Sizes.Images,
            Plane = Channels.Plane,
            Channels = Channels.Count,
        };
        context.Kernels.LaunchOver(arguments, arguments.Groups, arguments.Images);
    }

    /// <summary>Passes a gradient through the rectifier, on to the residual, and through the scale on to x.</summary>
    /// <param name="context">Where.</param>
    /// <param name="run">What it reads and writes.</param>
    public void Gradient(CudaContext context, in GradientRun run)
    {
        if (run.X.IsNull && run.Residual is null)
            return;
        Rectifier? rectifier = run.IsRectified ? null : Rectifier;
        var arguments = new ReluGradientArguments
        {
            Dy = run.Arriving,
            Dx = run.X,
            Residual = run.Residual?.View ?? default,
            Mask = rectifier?.Mask.Pointer ?? 0,
            Slopes = rectifier?.Slopes?.Pointer ?? 0,
            Scale = Scales?.Pointer ?? 0,
            Slope = rectifier?.Slope ?? 0,
            Rule = run.Rule,
            Add = run.Add ? 1 : 0,
            AddResidual = run.AddResidual ? 1 : 0,
            Count = Sizes.Elements,
            Images = Sizes.Images,
            Plane = Channels.Plane,
            Channels = Channels.Count,
        };
        context.Kernels.LaunchOver(arguments, arguments.Groups, arguments.Images);
    }
}

/// <summary>What the gradient of an epilogue reads and writes.</summary>
internal readonly record struct GradientRun
{
    /// <summary>The gradient that arrives.</summary>
    public required View Arriving { get; init; }

    /// <summary>What the rectifier does.</summary>
    public required ReluRule Rule { get; init; }

    /// <summary>Whether the rectifier's part is done.</summary>
    public bool IsRectified { get; init; }

    /// <summary>The gradient of x, which may be what arrives; null for none.</summary>
    public View X { get; init; }

    /// <summary>Whether to add to it.</summary>
    public bool Add { get; init; }

    /// <summary>The gradient of the residual; null for none.</summary>
    public CudaBuffer? Residual { get; init; }

    /// <summary>Whether to add to it.</summary>
    public bool AddResidual { get; init; }
}
