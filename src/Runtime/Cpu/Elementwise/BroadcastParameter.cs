using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>
/// The factor of a Scale or the term of a Bias: its shape is that of some consecutive axes of the input, over the others it repeats.
/// It is the second input, or the first weight.
/// </summary>
internal sealed unsafe class BroadcastParameter
{
    private readonly CpuBuffer? buffer;
    private readonly WeightBlob? weight;

    private BroadcastParameter(CpuBuffer? buffer, WeightBlob? weight, BroadcastLayout layout) =>
        (this.buffer, this.weight, Layout) = (buffer, weight, layout);

    /// <summary>How its values repeat over the input.</summary>
    public BroadcastLayout Layout { get; }

    public float* Pointer => buffer is null ? weight!.Pointer : buffer.Pointer;

    public ReadOnlySpan<float> Values => new(Pointer, Layout.Count);

    public static BroadcastParameter Of(CpuBinding binding, int axis)
    {
        CpuBuffer? buffer = binding.Inputs.Length > 1 ? binding.Inputs[1] : null;
        WeightBlob? weight = buffer is null ? binding.Weights[0] : null;
        int count = buffer?.Shape.Count ?? weight!.Shape.Count;
        int outer = binding.Input.Shape.CountBetween(0, axis);
        return new BroadcastParameter(
            buffer, weight, new BroadcastLayout(outer, count, binding.Input.Shape.Count / Math.Max(outer * count, 1)));
    }

    /// <summary>Which value serves an element of the input.</summary>
    public int IndexAt(int element) => element / Layout.Inner % Layout.Count;

    /// <summary>
    /// The gradient of the term: that of the output, times the factors if there are any, summed over all its repetitions.
    /// </summary>
    public void SumInto(Span<float> gradient, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> factors)
    {
        for (int value = 0; value < Layout.Count; value++)
        {
            double sum = 0;
            for (int outer = 0; outer < Layout.Outer; outer++)
            {
                int start = (outer * Layout.Count + value) * Layout.Inner;
                for (int i = start; i < start + Layout.Inner; i++)
                    sum += factors.IsEmpty ? outputGradient[i] : (double)outputGradient[i] * factors[i];
            }
            gradient[value] = (float)sum;
        }
    }
}
