using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.BN"/>: a scale and a shift for each channel.</summary>
internal static class BN
{
    public static CpuOperation Prepare(Operations.BN norm, CpuBinding binding) =>
        binding.Input.Shape.Rank == 4 ? FusedOperations.ScaleShift(norm, binding) : new Plain(norm, binding);

    private sealed unsafe class Plain : CpuOperation
    {
        private readonly CpuBuffer scales;
        private readonly CpuBuffer shifts;
        private readonly SimdBroadcast<ScaleShift> loop;

        public Plain(Operations.BN norm, CpuBinding binding) : base(binding)
        {
            var scaleShift = new ChannelScaleShift(binding.Input.Shape.Channels);
            scaleShift.Append(norm, binding.Weights);
            scales = new CpuBuffer([binding.Input.Shape.Channels]);
            shifts = new CpuBuffer(scales.Shape);
            scaleShift.Scales.CopyTo(scales.Span);
            scaleShift.Shifts.CopyTo(shifts.Span);
            loop = new(binding, BroadcastLayout.PerChannel(binding.Input.Shape), scales.Pointer, shifts.Pointer);
        }

        protected override void RunForward() => loop.Forward();

        public override void Dispose()
        {
            scales.Dispose();
            shifts.Dispose();
        }

        protected override void RunBackward(in OperationGradients gradients) => loop.Backward(in gradients);
    }

    private readonly struct ScaleShift : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) => x * p + q;

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) => dy * p;
    }
}
