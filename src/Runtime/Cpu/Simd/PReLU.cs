using System.Numerics;
using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record PReLU
{
    internal override unsafe CpuOperation PrepareSimd(CpuBinding binding)
    {
        Shape shape = binding.Input.Shape;
        BroadcastLayout layout = ChannelShared ? new BroadcastLayout(1, 1, shape.Count) : BroadcastLayout.PerChannel(shape);
        return new SimdBroadcast<Rectifier>(binding, layout, binding.Weights[0].Pointer, binding.Weights[0].Pointer);
    }

    private readonly struct Rectifier : IBroadcast
    {
        public static Vector<float> Value(Vector<float> x, Vector<float> p, Vector<float> q) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, x * p);

        public static Vector<float> Gradient(ReluRule rule, Vector<float> dy, Vector<float> x, Vector<float> p, Vector<float> q) =>
            rule.Through(dy, Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, p));
    }
}
