using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Reduction"/>.</summary>
internal static class Reduction
{
    public static PreparedOperation Prepare(Operations.Reduction reduction, CudaBinding binding) => new Reduced(reduction, binding);

    private sealed class Reduced(Operations.Reduction reduction, CudaBinding binding) : CudaOperation(binding)
    {
        private readonly AxisVectors vectors = AxisVectors.From(binding.Input.Shape, reduction.Axis);

        public override bool CanAdd => true;

        protected override bool NeedsDense => reduction.Axis == 0;

        protected override void RunForward()
        {
            ReductionArguments arguments = Arguments() with { X = Read(Binding.Input), Y = Write(Binding.Output) };
            LaunchRows(new NamedArguments<ReductionArguments, Forwards>(arguments), vectors.Blocks, vectors.Images);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            ReductionArguments arguments = Arguments() with
            {
                X = reduction.IsLinear ? default : Read(Binding.Input),
                Dy = Read(gradients.Output(0)!),
                Dx = Write(dx, gradients.Inputs[0].Add),
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(
                new NamedArguments<ReductionArguments, Backwards>(arguments), (long)vectors.Outer * vectors.Length, vectors.Images);
        }

        private ReductionArguments Arguments() => new()
        {
            Factor = reduction.Method == ReductionMethod.Mean
                ? (double)reduction.Coefficient / vectors.Length
                : reduction.Coefficient,
            Vectors = vectors,
            Method = reduction.Method,
        };
    }

    private readonly struct Forwards : IKernelOf<ReductionArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "reduction\0"u8;
    }

    private readonly struct Backwards : IKernelOf<ReductionArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "reduction_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="Reduction"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReductionArguments
{
    public View X, Y, Dy, Dx;

    /// <summary>By which a sum is multiplied.</summary>
    public double Factor;

    public AxisVectors Vectors;
    public ReductionMethod Method;
    public int Add;
}
