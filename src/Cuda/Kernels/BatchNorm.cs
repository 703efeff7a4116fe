using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Fusion;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.BatchNorm"/>.</summary>
internal static class BatchNorm
{
    public static PreparedOperation Prepare(Operations.BatchNorm norm, CudaBinding binding) =>
        norm.UseGlobalStats ? FusedOperations.ScaleShift(norm, binding) : new Own(norm, binding);

    // With the input's own statistics: a block for each channel.
    private sealed class Own : CudaOperation
    {
        private readonly Operations.BatchNorm norm;
        private readonly DeviceMemory factors;

        public Own(Operations.BatchNorm norm, CudaBinding binding) : base(binding)
        {
            this.norm = norm;
            factors = new DeviceMemory(Context, 2 * (nuint)Math.Max(Channels, 1) * sizeof(double));
        }

        public override bool CanAdd => true;

        private int Channels => Binding.Input.Shape.Channels;

        public override void Dispose()
        {
            base.Dispose();
            factors.Dispose();
        }

        protected override void RunForward() =>
            LaunchChannels<Forwards>(Arguments() with { X = Binding.Input.View, Y = Binding.Output.View });

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            LaunchChannels<Backwards>(Arguments() with
            {
                Y = Binding.Output.View,
                Dy = gradients.Output(0)!.View,
                Dx = dx.View,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            });
        }

        private BatchNormArguments Arguments() => new()
        {
            Factors = factors.Pointer,
            Eps = norm.Eps,
            Images = Binding.Input.Images,
            Plane = Binding.Input.Shape.CountFrom(2),
            IsOutside = norm.EpsOutsideRoot ? 1 : 0,
        };

        private void LaunchChannels<TKernel>(BatchNormArguments arguments)
            where TKernel : IKernelOf<BatchNormArguments>
        {
            if (Binding.Input.Shape.Count > 0)
                LaunchRows(new NamedArguments<BatchNormArguments, TKernel>(arguments), Channels, 1);
        }
    }

    private readonly struct Forwards : IKernelOf<BatchNormArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "batch_norm\0"u8;
    }

    private readonly struct Backwards : IKernelOf<BatchNormArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "batch_norm_gradient\0"u8;
    }
}

/// <summary>What the kernels of a normalization by own statistics take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchNormArguments
{
    public View X, Y, Dy, Dx;

    /// <summary>Two doubles a channel, kept for the gradient.</summary>
    public ulong Factors;

    public float Eps;
    public int Images, Plane, Add, IsOutside;
}
