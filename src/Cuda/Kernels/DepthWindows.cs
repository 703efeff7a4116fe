using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.DepthWindows"/>.</summary>
internal static class DepthWindows
{
    public static PreparedOperation Prepare(Operations.DepthWindows windows, CudaBinding binding) =>
        windows.IsTransposed ? new Summed(windows, binding) : new Windowed(windows, binding);

    private sealed class Windowed(Operations.DepthWindows windows, CudaBinding binding) : CudaOperation(binding)
    {
        public override bool CanAdd => true;

        protected override void RunForward()
        {
            DepthWindowsArguments arguments = Arguments() with
            {
                X = Binding.Input.View,
                Y = Binding.Output.View,
                Count = Binding.Output.Shape.Count,
            };
            Launch(new NamedArguments<DepthWindowsArguments, Forwards>(arguments), arguments.Count, 1);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            DepthWindowsArguments arguments = Arguments() with
            {
                X = dx.View,
                Y = gradients.Output(0)!.View,
                Count = dx.Shape.Count,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(new NamedArguments<DepthWindowsArguments, Backwards>(arguments), arguments.Count, 1);
        }

        private DepthWindowsArguments Arguments() => ArgumentsOf(windows, Binding.Input, Binding.Output);
    }

    // The same with input and output exchanged: the kernel of the gradient forward, and the other way round.
    private sealed class Summed(Operations.DepthWindows windows, CudaBinding binding) : CudaOperation(binding)
    {
        protected override void RunForward()
        {
            DepthWindowsArguments arguments = Arguments() with
            {
                X = Binding.Output.View,
                Y = Binding.Input.View,
                Count = Binding.Output.Shape.Count,
            };
            Launch(new NamedArguments<DepthWindowsArguments, Backwards>(arguments), arguments.Count, 1);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            DepthWindowsArguments arguments = Arguments() with
            {
                X = gradients.Output(0)!.View,
                Y = dx.View,
                Count = dx.Shape.Count,
            };
            Launch(new NamedArguments<DepthWindowsArguments, Forwards>(arguments), arguments.Count, 1);
        }

        private DepthWindowsArguments Arguments() => ArgumentsOf(windows, Binding.Output, Binding.Input);
    }

    private static DepthWindowsArguments ArgumentsOf(Operations.DepthWindows windows, CudaBuffer whole, CudaBuffer cut)
    {
        int rest = whole.Shape.CountFrom(3);
        return new DepthWindowsArguments
        {
            Channels = whole.Shape[1],
            Depth = whole.Shape[2],
            OutputDepth = cut.Shape.Count / Math.Max(whole.Shape[0] * whole.Shape[1] * windows.Kernel * rest, 1),
            Rest = rest,
            Kernel = windows.Kernel,
            Stride = windows.Stride,
            Pad = windows.Pad,
            Dilation = windows.Dilation,
            InputCount = whole.ImageCount,
            OutputCount = cut.ImageCount,
        };
    }

    private readonly struct Forwards : IKernelOf<DepthWindowsArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "depth_windows\0"u8;
    }

    private readonly struct Backwards : IKernelOf<DepthWindowsArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "depth_windows_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="DepthWindows"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DepthWindowsArguments
{
    public View X, Y;
    public int Channels, Depth, OutputDepth, Rest, Kernel, Stride, Pad, Dilation;

    /// <summary>Elements of an image.</summary>
    public int InputCount, OutputCount;

    /// <summary>Elements of all that is written.</summary>
    public int Count;

    public int Add;
}
