using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference.Losses;

/// <summary><see cref="LossMethod.Sigmoid"/>.</summary>
internal sealed class SigmoidLoss(Operations.Loss loss, CpuBinding binding) : LossOperation(loss, binding)
{
    protected override (int Labels, int Rows) Counts => (Binding.Input.Shape.Count, Binding.Input.Shape.BatchSize);

    protected override (double Sum, int Valid) Measure()
    {
        ReadOnlySpan<float> x = Binding.Input.Span, targets = Binding.Inputs[1].Span;
        double sum = 0;
        int valid = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (IsIgnored(targets[i]))
                continue;
            valid++;
            sum += Math.Max(x[i], 0) - (double)x[i] * targets[i] + Math.Log(1 + Math.Exp(-Math.Abs((double)x[i])));
        }
        return (sum, valid);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Inputs.Length; i++)
            gradients.Input(i)?.Span.Clear();
        if (gradients.Output(0) is not { } given)
            return;
        ReadOnlySpan<float> x = Binding.Input.Span, targets = Binding.Inputs[1].Span;
        double seed = given.Span[0] / Divisor(Measure().Valid);
        for (int i = 0; i < x.Length; i++)
        {
            if (IsIgnored(targets[i]))
                continue;
            if (gradients.Input(0) is { } dx)
                dx.Span[i] = (float)(seed * (1 / (1 + Math.Exp(-x[i])) - targets[i]));
            if (gradients.Input(1) is { } dt)
                dt.Span[i] = (float)(-seed * x[i]);
        }
    }
}
