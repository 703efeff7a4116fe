using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference.Losses;

/// <summary><see cref="LossMethod.Contrastive"/>, and its older form.</summary>
internal sealed class ContrastiveLoss(Operations.Loss loss, CpuBinding binding) : LossOperation(loss, binding)
{
    private readonly int length = binding.Input.Shape.CountFrom(1);

    protected override (int Labels, int Rows) Counts => (Binding.Input.Shape.BatchSize, Binding.Input.Shape.BatchSize);

    private bool IsLegacy => Loss.Method == LossMethod.LegacyContrastive;

    protected override (double Sum, int Valid) Measure()
    {
        double sum = 0;
        for (int row = 0; row < Counts.Rows; row++)
        {
            double squares = Squares(row), over = Math.Max(0, Loss.Margin - (IsLegacy ? squares : Math.Sqrt(squares)));
            sum += (AreSimilar(row) ? squares : IsLegacy ? over : over * over) / 2;
        }
        return (sum, Counts.Rows);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        for (int i = 0; i < gradients.Inputs.Length; i++)
            gradients.Input(i)?.Span.Clear();
        double seed = gradients.Output(0) is { } given ? given.Span[0] / Divisor(Counts.Rows) : 0;
        for (int row = 0; row < Counts.Rows; row++)
        {
            // What the difference of the rows is multiplied by.
            double squares = Squares(row), distance = Math.Sqrt(squares), factor = seed;
            if (!AreSimilar(row))
            {
                double over = Loss.Margin - (IsLegacy ? squares : distance);
                factor = over <= 0 || distance == 0 ? 0 : IsLegacy ? -seed : -seed * over / distance;
            }
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                double gradient = factor * ((double)Binding.Inputs[0].Span[i] - Binding.Inputs[1].Span[i]);
                if (gradients.Input(0) is { } first)
                    first.Span[i] = (float)gradient;
                if (gradients.Input(1) is { } second)
                    second.Span[i] = (float)-gradient;
            }
        }
    }

    private bool AreSimilar(int row) => (int)Binding.Inputs[2].Span[row] != 0;

    private double Squares(int row)
    {
        double sum = 0;
        for (int i = row * length; i < (row + 1) * length; i++)
            sum += Math.Pow((double)Binding.Inputs[0].Span[i] - Binding.Inputs[1].Span[i], 2);
        return sum;
    }
}
