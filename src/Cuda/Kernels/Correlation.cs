using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Correlation"/>.</summary>
internal static class Correlation
{
    public static PreparedOperation Prepare(Operations.Correlation correlation, CudaBinding binding) =>
        new Correlated(correlation, binding);

    private sealed class Correlated(Operations.Correlation correlation, CudaBinding binding) : CudaOperation(binding)
    {
        public override bool CanAdd => true;

        protected override void RunForward() => Launch(
            new NamedArguments<CorrelationArguments, Forwards>(Arguments() with { Y = Binding.Output.View }),
            Binding.Output.ImageCount, Binding.Output.Images);

        protected override void RunBackward(in OperationGradients gradients)
        {
            for (int input = 0; input < 2; input++)
            {
                if (gradients.Input(input) is not { } to)
                    continue;
                CorrelationArguments arguments = Arguments() with
                {
                    Y = gradients.Output(0)!.View,
                    To = to.View,
                    IsSecond = input,
                    Add = gradients.Inputs[input].Add ? 1 : 0,
                };
                Launch(new NamedArguments<CorrelationArguments, Backwards>(arguments), to.ImageCount, to.Images);
            }
        }

        private CorrelationArguments Arguments() => new()
        {
            First = Binding.Inputs[0].View,
            Second = Binding.Inputs[1].View,
            Channels = Binding.Input.Shape.Channels,
            H = Binding.Input.Shape.Height,
            W = Binding.Input.Shape.Width,
            OutputH = Binding.Output.Shape.Height,
            OutputW = Binding.Output.Shape.Width,
            KernelSize = correlation.KernelSize,
            Stride1 = correlation.Stride1,
            Stride2 = correlation.Stride2,
            Radius = correlation.Radius,
            Start = correlation.MaxDisplacement - correlation.Pad,
            Subtract = correlation.Subtract ? 1 : 0,
            Images = Binding.Input.Images,
        };
    }

    private readonly struct Forwards : IKernelOf<CorrelationArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "correlation\0"u8;
    }

    private readonly struct Backwards : IKernelOf<CorrelationArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "correlation_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="Correlation"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CorrelationArguments
{
    /// <summary>Both inputs; the output, or the gradient that arrives.</summary>
    public View First, Second, Y;

    /// <summary>The gradient that is written: of the first input, or the second.</summary>
    public View To;

    public int Channels, H, W, OutputH, OutputW, KernelSize, Stride1, Stride2, Radius;

    /// <summary>The largest displacement less the padding.</summary>
    public int Start;

    public int Subtract, IsSecond, Add, Images;
}
