using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>
/// A scale and a shift of each channel, a sum, and a rectifier, each of which may be missing, in one pass: y = rectified(scale·x + shift +
/// residual). The residual is the second input.
/// </summary>
internal sealed class Pointwise : CudaOperation
{
    private readonly PointwiseLayer layer;
    private readonly ReluMask? mask;

    public Pointwise(PointwiseLayer layer, CudaBinding binding) : base(binding)
    {
        this.layer = layer;
        if (layer.Rectify != Rectify.Not)
            mask = binding.Output.ReluMask ??= new ReluMask(Context, binding.Output.Shape);
    }

    public override bool CanAdd => true;

    private bool HasResidual => Binding.Inputs.Length > 1;

    private Shape Shape => Binding.Output.Shape;

    protected override void RunForward()
    {
        EpilogueArguments arguments = new()
        {
            X = Binding.Input.View,
            Y = Binding.Output.View,
            Residual = HasResidual ? Binding.Inputs[1].View : default,
            Scale = layer.Scale?.Pointer ?? 0,
            Shift = layer.Shift?.Pointer ?? 0,
            Slopes = layer.Slopes?.Pointer ?? 0,
            Mask = mask?.Pointer ?? 0,
            Rectify = layer.Rectify,
            Slope = layer.Slope,
            Count = Binding.Output.ImageCount,
            Images = Binding.Output.Images,
            Plane = Plane,
            Channels = Channels,
        };
        Launch(arguments, arguments.Groups, arguments.Images);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        CudaBuffer? dx = gradients.Input(0), residual = HasResidual ? gradients.Input(1) : null;
        if (dx is null && residual is null)
            return;
        ReluGradientArguments arguments = new()
        {
            Dy = gradients.Output(0)!.View,
            Dx = dx?.View ?? default,
            Residual = residual?.View ?? default,
            Mask = mask?.Pointer ?? 0,
            Slopes = layer.Slopes?.Pointer ?? 0,
            Scale = layer.Scale?.Pointer ?? 0,
            Slope = layer.Slope,
            Rule = gradients.Rule,
            Add = gradients.Inputs[0].Add ? 1 : 0,
            AddResidual = HasResidual && gradients.Inputs[1].Add ? 1 : 0,
            Count = Binding.Output.ImageCount,
            Images = Binding.Output.Images,
            Plane = Plane,
            Channels = Channels,
        };
        Launch(arguments, arguments.Groups, arguments.Images);
    }

    // Slopes that all channels share are those of one channel.
    private int Plane => layer.IsShared ? Math.Max(Binding.Output.ImageCount, 1) : Math.Max(Shape.CountFrom(Math.Min(2, Shape.Rank)), 1);

    private int Channels => layer.IsShared ? 1 : Math.Max(Shape.Channels, 1);
}

/// <summary>What <see cref="Pointwise"/> does; what is null is left out.</summary>
internal sealed record PointwiseLayer
{
    /// <summary>One float a channel.</summary>
    public DeviceWeights? Scale { get; init; }

    /// <summary>One float a channel.</summary>
    public DeviceWeights? Shift { get; init; }

    /// <summary>What rectifies.</summary>
    public Rectify Rectify { get; init; }

    /// <summary>With <see cref="Rectify.BySlope"/>.</summary>
    public float Slope { get; init; }

    /// <summary>With <see cref="Rectify.BySlopes"/>: one float a channel.</summary>
    public DeviceWeights? Slopes { get; init; }

    /// <summary>Whether scale, shift and slopes are one float for all channels.</summary>
    public bool IsShared { get; init; }
}
