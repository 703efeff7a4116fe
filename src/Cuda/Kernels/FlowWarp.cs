using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.FlowWarp"/>.</summary>
internal static class FlowWarp
{
    public static PreparedOperation Prepare(Operations.FlowWarp warp, CudaBinding binding) => new Warped(warp, binding);

    private sealed class Warped(Operations.FlowWarp warp, CudaBinding binding) : CudaOperation(binding)
    {
        private readonly Shape shape = binding.Input.Shape;

        public override bool CanAdd => true;

        protected override void RunForward() => Launch(
            new NamedArguments<FlowWarpArguments, Forwards>(Arguments() with { Y = Binding.Output.View }),
            Binding.Output.ImageCount, Binding.Output.Images);

        protected override void RunBackward(in OperationGradients gradients)
        {
            FlowWarpArguments arguments = Arguments() with { Y = gradients.Output(0)!.View };
            if (gradients.Input(0) is { } dx)
            {
                arguments = arguments with { Dx = dx.View, AddX = gradients.Inputs[0].Add ? 1 : 0 };
                Launch(new NamedArguments<FlowWarpArguments, OfImage>(arguments), (long)shape.Channels * shape.Height, dx.Images);
            }
            if (gradients.Input(1) is { } dFlow)
            {
                arguments = arguments with { DFlow = dFlow.View, AddFlow = gradients.Inputs[1].Add ? 1 : 0 };
                Launch(new NamedArguments<FlowWarpArguments, OfFlow>(arguments), (long)shape.Height * shape.Width, dFlow.Images);
            }
        }

        private FlowWarpArguments Arguments() => new()
        {
            X = Binding.Inputs[0].View,
            Flow = Binding.Inputs[1].View,
            Channels = shape.Channels,
            H = shape.Height,
            W = shape.Width,
            Outside = warp.FillNotANumber ? float.NaN : 0,
            Images = Binding.Input.Images,
        };
    }

    private readonly struct Forwards : IKernelOf<FlowWarpArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "flow_warp\0"u8;
    }

    private readonly struct OfImage : IKernelOf<FlowWarpArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "flow_warp_image_gradient\0"u8;
    }

    private readonly struct OfFlow : IKernelOf<FlowWarpArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "flow_warp_flow_gradient\0"u8;
    }
}

/// <summary>What the kernels of <see cref="FlowWarp"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FlowWarpArguments
{
    /// <summary>The image; the flow; the output, or the gradient that arrives.</summary>
    public View X, Flow, Y;

    /// <summary>The gradients that are written.</summary>
    public View Dx, DFlow;

    public int Channels, H, W, AddX, AddFlow, Images;

    /// <summary>What stands where the flow leads out of the image.</summary>
    public float Outside;
}
