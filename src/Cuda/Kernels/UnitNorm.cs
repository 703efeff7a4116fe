using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.UnitNorm"/>.</summary>
internal static class UnitNorm
{
    public static PreparedOperation Prepare(Operations.UnitNorm unitNorm, CudaBinding binding) => new Divided(unitNorm, binding);

    private sealed class Divided(Operations.UnitNorm unitNorm, CudaBinding binding) : CudaOperation(binding)
    {
        private readonly AxisVectors vectors = AxisVectors.Of(binding.Input.Shape, unitNorm.Axis);

        public override bool CanAdd => true;

        protected override bool NeedsDense => unitNorm.Axis == 0;

        protected override void RunForward() => LaunchVectors<Forwards>(Arguments() with
        {
            Y = Write(Binding.Output),
            Norms = Binding.Outputs.Length > 1 ? Write(Binding.Outputs[1]) : default,
        });

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            CudaBuffer? norms = gradients.Outputs.Length > 1 ? gradients.Output(1) : null;
            LaunchVectors<Backwards>(Arguments() with
            {
                Dy = gradients.Output(0) is { } dy ? Read(dy) : default,
                NormGradients = norms is null ? default : Read(norms),
                Dx = Write(dx, gradients.Inputs[0].Add),
                Add = gradients.Inputs[0].Add ? 1 : 0,
            });
        }

        private UnitNormArguments Arguments() => new()
        {
            X = Read(Binding.Input),
            Vectors = vectors,
            Eps = unitNorm.Eps,
            IsL1 = unitNorm.IsL1 ? 1 : 0,
        };

        private void LaunchVectors<TKernel>(UnitNormArguments arguments)
            where TKernel : IKernelOf<UnitNormArguments> =>
            LaunchRows(new NamedArguments<UnitNormArguments, TKernel>(arguments), vectors.Blocks, vectors.Images);
    }

    private readonly struct Forwards : IKernelOf<UnitNormArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unit_norm\0"u8;
    }

    private readonly struct Backwards : IKernelOf<UnitNormArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unit_norm_gradient\0"u8;
    }
}

/// <summary>What both kernels of <see cref="UnitNorm"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnitNormArguments
{
    public View X, Y, Dy, Dx;

    /// <summary>One element a vector; null where there are none. No gradient is one of zeros.</summary>
    public View Norms, NormGradients;

    public AxisVectors Vectors;
    public float Eps;
    public int Add, IsL1;
}
