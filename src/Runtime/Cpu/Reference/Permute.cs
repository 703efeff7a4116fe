using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Permute"/>.</summary>
internal static class Permute
{
    public static CpuOperation Prepare(Operations.Permute permute, CpuBinding binding) => new Kernel(permute, binding);

    private sealed class Kernel(Operations.Permute permute, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < y.Length; i++)
                y[i] = Binding.Input.Span[InputIndex(i)];
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> dy = outputGradient.Span;
            for (int i = 0; i < dy.Length; i++)
                inputGradient.Span[InputIndex(i)] = dy[i];
        }

        // Where in the input the output's element i is.
        private int InputIndex(int i)
        {
            int index = 0;
            for (int axis = Binding.Output.Shape.Rank - 1; axis >= 0; axis--)
            {
                int length = Binding.Output.Shape[axis];
                index += i % length * Binding.Input.Shape.CountFrom(permute.Order[axis] + 1);
                i /= length;
            }
            return index;
        }
    }
}
