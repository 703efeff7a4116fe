using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Clip"/>.</summary>
internal static class Clip
{
    public static CpuOperation Prepare(Operations.Clip clip, CpuBinding binding) => new Kernel(clip, binding);

    private sealed class Kernel(Operations.Clip clip, CpuBinding binding) : ScalarElementwise(binding)
    {
        // Comparisons as those of Caffe's std::min and std::max, which decide about NaN and a minimum above the maximum.
        protected override double Value(double x)
        {
            double limited = clip.Max < x ? clip.Max : x;
            return clip.Min < limited ? limited : clip.Min;
        }

        protected override double Derivative(double x, double y) => x >= clip.Min && x <= clip.Max ? 1 : 0;
    }
}
