using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference.Losses;

/// <summary>What losses share: labels, and what the sum is divided by.</summary>
internal abstract class LossOperation(Operations.Loss loss, CpuBinding binding) : CpuOperation(binding)
{
    protected Operations.Loss Loss { get; } = loss;

    protected override void RunForward()
    {
        (double sum, int valid) = Measure();
        Binding.Output.Span[0] = (float)(sum / Divisor(valid));
    }

    /// <summary>The sum, and how many labels count.</summary>
    protected abstract (double Sum, int Valid) Measure();

    /// <summary>How many labels there are, and how many rows of them.</summary>
    protected abstract (int Labels, int Rows) Counts { get; }

    protected double Divisor(int valid) => Math.Max(1, Loss.Normalization switch
    {
        LossNormalization.Full => Counts.Labels,
        LossNormalization.BatchSize => Counts.Rows,
        LossNormalization.None => 1,
        _ => valid,
    });

    protected bool IsIgnored(float label) => Loss.Ignore is { } ignored && (int)label == ignored;

    /// <summary>A label as the index of a class.</summary>
    protected static int ClassOf(float label, int index, int classes) => label > -1 && label < classes
        ? (int)label
        : throw new InvalidOperationException($"a loss finds label {label} at {index}; expected whole numbers 0 … {classes - 1}");
}
