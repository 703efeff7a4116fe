using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.LRN"/>.</summary>
internal static class LRN
{
    public static PreparedOperation Prepare(Operations.LRN lrn, CudaBinding binding) =>
        lrn.Region == Operations.LrnRegion.AcrossChannels
            ? new Normalization<Across, AcrossTerms, AcrossGradient>(lrn, lrn.Alpha / (double)lrn.LocalSize, lrn.K, binding)
            : new Normalization<Within, WithinTerms, WithinGradient>(lrn, lrn.Alpha, 1, binding);

    // The gradient takes two passes: the terms that elements send to their neighbors, which take a power each, are kept in between.
    private sealed class Normalization<TForward, TTerms, TGradient> : CudaOperation
        where TForward : IKernelOf<LrnArguments>
        where TTerms : IKernelOf<LrnArguments>
        where TGradient : IKernelOf<LrnArguments>
    {
        private readonly LrnArguments constants;

        public Normalization(Operations.LRN lrn, double scale, float k, CudaBinding binding) : base(binding)
        {
            Shape shape = binding.Input.Shape;
            constants = new LrnArguments
            {
                Scale = (float)scale,
                Beta = lrn.Beta,
                K = k,
                Factor = (float)(2 * scale * lrn.Beta),
                Channels = shape.Channels,
                Plane = shape.CountFrom(2),
                H = shape.Height,
                W = shape.Width,
                Size = lrn.LocalSize,
                Before = (lrn.LocalSize - 1) / 2,
                Images = binding.Input.Images,
            };
            Session.Workspace.Require((nuint)shape.Count * sizeof(float));
        }

        public override bool CanAdd => true;

        protected override void RunForward() =>
            Run<TForward>(constants with { X = Binding.Input.View, Y = Binding.Output.View });

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            LrnArguments arguments = constants with
            {
                X = Binding.Input.View,
                Dy = gradients.Output(0)!.View,
                Dx = dx.View,
                Terms = Session.Workspace.Pointer,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Run<TTerms>(arguments);
            Run<TGradient>(arguments);
        }

        private void Run<TKernel>(LrnArguments arguments)
            where TKernel : IKernelOf<LrnArguments> =>
            Launch(new NamedArguments<LrnArguments, TKernel>(arguments), Binding.Input.ImageCount, Binding.Input.Images);
    }

    private readonly struct Across : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_across\0"u8;
    }

    private readonly struct AcrossTerms : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_across_terms\0"u8;
    }

    private readonly struct AcrossGradient : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_across_gradient\0"u8;
    }

    private readonly struct Within : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_within\0"u8;
    }

    private readonly struct WithinTerms : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_within_terms\0"u8;
    }

    private readonly struct WithinGradient : IKernelOf<LrnArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "lrn_within_gradient\0"u8;
    }
}

/// <summary>What all kernels of local response normalization take: y = x·(K + Scale·Σx²)^−Beta.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LrnArguments
{
    public View X, Y, Dy, Dx;

    /// <summary>Room for a float an element, which one pass of the gradient writes and the next one reads.</summary>
    public ulong Terms;

    public float Scale, Beta, K;

    /// <summary>2·Scale·Beta.</summary>
    public float Factor;

    public int Channels, Plane, H, W, Size;

    /// <summary>Neighbors, or padding, in front of an element.</summary>
    public int Before;

    public int Add, Images;
}
