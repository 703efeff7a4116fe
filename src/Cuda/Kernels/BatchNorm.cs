using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.BatchNorm"/>.</summary>
internal static class BatchNorm
{
    public static PreparedOperation Prepare(Operations.BatchNorm norm, CudaBinding binding) =>
        norm.UseGlobalStats ? Stored(norm, binding) : new Own(norm, binding);

    // With stored statistics it is a scale and a shift for each channel.
    private static unsafe Pointwise Stored(Operations.BatchNorm norm, CudaBinding binding)
    {
        WeightBlob[] weights = binding.Weights;
        (nint, nint, nint, float) key = ((nint)weights[0].Pointer, (nint)weights[1].Pointer, (nint)weights[2].Pointer, norm.Eps);
        var layer = new PointwiseLayer
        {
            Scale = DeviceWeights.Made(
                binding.Session, ("batch norm scale", key), () => Values(weights, norm.Eps, (mean, factor) => factor)),
            Shift = DeviceWeights.Made(
                binding.Session, ("batch norm shift", key), () => Values(weights, norm.Eps, (mean, factor) => -mean * factor)),
        };
        return new Pointwise(layer, binding);
    }

    private static float[] Values(WeightBlob[] weights, float eps, Func<double, double, double> value)
    {
        float divisor = weights[2].Span[0];
        double stored = divisor == 0 ? 0 : 1.0 / divisor;
        ReadOnlySpan<float> means = weights[0].Span, variances = weights[1].Span;
        float[] values = new float[means.Length];
        for (int c = 0; c < values.Length; c++)
            values[c] = (float)value(means[c] * stored, 1 / Math.Sqrt(variances[c] * stored + eps));
        return values;
    }

    // With the input's own statistics: a block for each channel.
    private sealed class Own : CudaOperation
    {
        private readonly Operations.BatchNorm norm;
        private readonly DeviceMemory factors;

        public Own(Operations.BatchNorm norm, CudaBinding binding) : base(binding)
        {
            this.norm = norm;
            factors = new DeviceMemory(Context, (nuint)Math.Max(Channels, 1) * sizeof(double));
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

    /// <summary>A double a channel, kept for the gradient.</summary>
    public ulong Factors;

    public float Eps;
    public int Images, Plane, Add;
}
