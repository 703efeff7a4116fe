using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Resampling;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Resize"/>.</summary>
internal static class Resize
{
    public static CpuOperation Prepare(Operations.Resize resize, CpuBinding binding) => new Kernel(resize, binding);

    private sealed class Kernel(Operations.Resize resize, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly (AxisTaps Rows, AxisTaps Columns) taps = resize.Taps(binding.Input.Shape, binding.Output.Shape);
        private readonly int inner = binding.Input.Shape.CountFrom(resize.Axis + 2);

        protected override void RunForward() => Visit(Binding.Input.Span, Binding.Output.Span, isForward: true);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Inputs.Length > 1)
                gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            Visit(outputGradient.Span, inputGradient.Span, isForward: false);
        }

        // Forward each output gathers its taps; backward it scatters its gradient to them.
        private void Visit(ReadOnlySpan<float> from, Span<float> to, bool isForward)
        {
            (AxisTaps rows, AxisTaps columns) = taps;
            int outputs = rows.Outputs * columns.Outputs * inner;
            for (int i = 0; i < (isForward ? to : from).Length; i++)
            {
                int plane = i / outputs, y = i / inner / columns.Outputs % rows.Outputs, x = i / inner % columns.Outputs;
                double sum = 0;
                for (int row = rows.Starts[y]; row < rows.Starts[y + 1]; row++)
                {
                    for (int column = columns.Starts[x]; column < columns.Starts[x + 1]; column++)
                    {
                        int position = (plane * rows.Inputs + rows.Sources[row]) * columns.Inputs + columns.Sources[column];
                        int input = position * inner + i % inner;
                        double weight = (double)rows.Weights[row] * columns.Weights[column];
                        if (isForward)
                            sum += weight * from[input];
                        else
                            to[input] += (float)(weight * from[i]);
                    }
                }
                if (isForward)
                    to[i] = (float)sum;
            }
        }
    }
}
