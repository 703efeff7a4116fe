using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference.Losses;

/// <summary><see cref="LossMethod.Hinge"/> and <see cref="LossMethod.SquaredHinge"/>: rows of scores, a label for each.</summary>
internal sealed class HingeLoss(Operations.Loss loss, CpuBinding binding) : LossOperation(loss, binding)
{
    private readonly int classes = binding.Input.Shape.CountFrom(1);

    protected override (int Labels, int Rows) Counts => (Binding.Input.Shape.BatchSize, Binding.Input.Shape.BatchSize);

    protected override (double Sum, int Valid) Measure()
    {
        double sum = 0;
        for (int i = 0; i < Binding.Input.Shape.Count; i++)
        {
            double over = Math.Max(0, 1 + Sign(i) * Binding.Input.Span[i]);
            sum += Loss.Method == LossMethod.SquaredHinge ? over * over : over;
        }
        return (sum, Counts.Labels);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        gradients.Input(1)?.Span.Clear();
        if (gradients.Input(0) is not { } dx)
            return;
        double seed = gradients.Output(0) is { } given ? given.Span[0] / Divisor(Counts.Labels) : 0;
        for (int i = 0; i < dx.Shape.Count; i++)
        {
            double over = 1 + Sign(i) * Binding.Input.Span[i];
            dx.Span[i] = over <= 0 ? 0 : (float)(seed * Sign(i) * (Loss.Method == LossMethod.SquaredHinge ? 2 * over : 1));
        }
    }

    private double Sign(int i) => ClassOf(Binding.Inputs[1].Span[i / classes], i / classes, classes) == i % classes ? -1 : 1;
}
