using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ArgMax"/>.</summary>
internal static class ArgMax
{
    public static CpuOperation Prepare(Operations.ArgMax argMax, CpuBinding binding) => new Kernel(argMax, binding);

    private sealed class Kernel(Operations.ArgMax argMax, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            Shape shape = Binding.Input.Shape;
            int choices = argMax.Axis is { } axis ? shape[axis] : shape.CountFrom(1);
            int inner = argMax.Axis is { } along ? shape.CountFrom(along + 1) : 1;
            Span<float> y = Binding.Output.Span;
            for (int vector = 0; vector < shape.Count / choices; vector++)
            {
                int outer = vector / inner, place = vector % inner;
                ReadOnlySpan<float> x = Binding.Input.Span[(outer * choices * inner + place)..];
                int found = -1;
                for (int k = 0; k < argMax.TopK; k++)
                {
                    found = Next(x, choices, inner, found);
                    float value = x[found * inner];
                    if (argMax.Axis is not null)
                        y[(outer * argMax.TopK + k) * inner + place] = argMax.OutMaxVal ? value : found;
                    else if (argMax.OutMaxVal)
                        (y[2 * outer * argMax.TopK + k], y[(2 * outer + 1) * argMax.TopK + k]) = (found, value);
                    else
                        y[outer * argMax.TopK + k] = found;
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("ArgMax has no gradient");

        // The largest of those that come after the one found last, in the order of falling value and then falling index.
        private static int Next(ReadOnlySpan<float> x, int choices, int inner, int last)
        {
            int best = -1;
            for (int i = 0; i < choices; i++)
            {
                bool left = last < 0 || x[i * inner] < x[last * inner] || (x[i * inner] == x[last * inner] && i < last);
                if (left && (best < 0 || x[i * inner] >= x[best * inner]))
                    best = i;
            }
            return best >= 0 ? best : throw new InvalidOperationException("ArgMax cannot order its input: it holds NaN");
        }
    }
}
