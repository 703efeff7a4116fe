using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Im2col"/>.</summary>
internal static class Im2col
{
    public static PreparedOperation Prepare(Operations.Im2col im2col, CudaBinding binding) => new Columns(im2col, binding);

    private sealed class Columns(Operations.Im2col im2col, CudaBinding binding) : CudaOperation(binding)
    {
        public override bool CanAdd => true;

        protected override void RunForward() => Launch(
            new NamedArguments<Im2colArguments, Forwards>(Arguments() with { X = Binding.Input.View, Y = Binding.Output.View }),
            Binding.Output.ImageCount, Binding.Output.Images);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            Im2colArguments arguments = Arguments() with
            {
                X = dx.View,
                Y = gradients.Output(0)!.View,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(new NamedArguments<Im2colArguments, Backwards>(arguments), dx.ImageCount, dx.Images);
        }

        private Im2colArguments Arguments() => new()
        {
            Channels = Binding.Input.Shape.Channels,
            H = Binding.Input.Shape.Height,
            W = Binding.Input.Shape.Width,
            OutputH = Binding.Output.Shape.Height,
            OutputW = Binding.Output.Shape.Width,
            KernelH = im2col.KernelH,
            KernelW = im2col.KernelW,
            StrideH = im2col.StrideH,
            StrideW = im2col.StrideW,
            PadH = im2col.PadH,
            PadW = im2col.PadW,
            DilationH = im2col.DilationH,
            DilationW = im2col.DilationW,
            Images = Binding.Input.Images,
        };
    }

    private readonly struct Forwards : IKernelOf<Im2colArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "im2col\0"u8;
    }

    private readonly struct Backwards : IKernelOf<Im2colArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "im2col_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="Im2col"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Im2colArguments
{
    public View X, Y;
    public int Channels, H, W, OutputH, OutputW, KernelH, KernelW, StrideH, StrideW, PadH, PadW, DilationH, DilationW;
    public int Add, Images;
}
