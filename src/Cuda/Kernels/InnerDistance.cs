using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.InnerDistance"/>.</summary>
internal static class InnerDistance
{
    public static PreparedOperation Prepare(Operations.InnerDistance distance, CudaBinding binding) => new Distances(distance, binding);

    private sealed class Distances : CudaOperation
    {
        private readonly Operations.InnerDistance distance;
        private readonly DeviceWeights? centers;
        private readonly int vectors;
        private readonly int length;

        public Distances(Operations.InnerDistance distance, CudaBinding binding) : base(binding)
        {
            this.distance = distance;
            vectors = binding.Input.Shape.CountBetween(0, distance.Axis);
            length = binding.Input.Shape.CountFrom(distance.Axis);
            if (binding.Inputs.Length > 1)
                return;
            WeightBlob blob = binding.Weights[0];
            centers = distance.Normalizes
                ? DeviceWeights.Made(Session, ("centers of length 1", AddressOf(blob), length), () => Normalized(blob, length))
                : DeviceWeights.Of(Session, blob);
        }

        public override bool CanAdd => true;

        // An axis may go across images, and centers always do.
        protected override bool NeedsDense => true;

        protected override void RunForward() => Launch(
            new NamedArguments<InnerDistanceArguments, Forwards>(Arguments() with { Y = Write(Binding.Output).Data }),
            (long)vectors * distance.NumOutput, 1);

        protected override void RunBackward(in OperationGradients gradients)
        {
            InnerDistanceArguments arguments = Arguments() with { Y = Read(gradients.Output(0)!).Data };
            if (gradients.Input(0) is { } dx)
                LaunchGradient<OfVectors>(arguments, dx, gradients.Inputs[0].Add);
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } dCenters)
                LaunchGradient<OfCenters>(arguments, dCenters, gradients.Inputs[1].Add);
        }

        private static unsafe nint AddressOf(WeightBlob blob) => (nint)blob.Pointer;

        private static float[] Normalized(WeightBlob blob, int length)
        {
            float[] all = blob.Span.ToArray();
            for (int at = 0; at < all.Length; at += length)
            {
                Span<float> center = all.AsSpan(at, length);
                double squares = 1e-6;
                foreach (float element in center)
                    squares += (double)element * element;
                foreach (ref float element in center)
                    element = (float)(element / Math.Sqrt(squares));
            }
            return all;
        }

        private void LaunchGradient<TKernel>(InnerDistanceArguments arguments, CudaBuffer gradient, bool add)
            where TKernel : IKernelOf<InnerDistanceArguments>
        {
            arguments = arguments with { To = Write(gradient, add).Data, Add = add ? 1 : 0 };
            Launch(new NamedArguments<InnerDistanceArguments, TKernel>(arguments), gradient.Shape.Count, 1);
        }

        private InnerDistanceArguments Arguments() => new()
        {
            X = Read(Binding.Input).Data,
            Centers = centers?.Pointer ?? Read(Binding.Inputs[1]).Data,
            Vectors = vectors,
            Length = length,
            Outputs = distance.NumOutput,
            IsL1 = distance.IsL1 ? 1 : 0,
            Images = 1,
        };
    }

    private readonly struct Forwards : IKernelOf<InnerDistanceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "inner_distance\0"u8;
    }

    private readonly struct OfVectors : IKernelOf<InnerDistanceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "inner_distance_gradient\0"u8;
    }

    private readonly struct OfCenters : IKernelOf<InnerDistanceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "inner_distance_center_gradient\0"u8;
    }
}

/// <summary>What the kernels of <see cref="InnerDistance"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InnerDistanceArguments
{
    /// <summary>Vectors; centers; distances, or the gradient that arrives; the gradient that is written.</summary>
    public ulong X, Centers, Y, To;

    public int Vectors, Length, Outputs, IsL1, Add, Images;
}
