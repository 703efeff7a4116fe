using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>
/// A rectifier of a value in plain order that keeps its mask. Values that are no N×C×H×W are short, so one thread runs it.
/// </summary>
/// <param name="mask">Receives and keeps the bits.</param>
/// <param name="shape">The value's shape; slopes belong to axis 1.</param>
internal sealed unsafe class PlainRectifier(ReluMask mask, Shape shape)
{
    private readonly int inner = shape.CountFrom(Math.Min(2, shape.Rank));

    /// <summary>Rectifies, in place or not.</summary>
    public void Forward(float* x, float* y)
    {
        for (int i = 0; i < shape.Count; i += 16)
        {
            int end = Math.Min(i + 16, shape.Count), word = 0;
            for (int j = i; j < end; j++)
            {
                word |= (x[j] > 0 && (!mask.IsLimited || x[j] < mask.Maximum) ? 1 : 0) << (j - i);
                y[j] = mask.Slopes is null
                    ? RectifierValue.OfReLU(x[j], mask.Slope, mask.Maximum)
                    : RectifierValue.Leaky(x[j], SlopeAt(j));
            }
            mask.Bits[i / 16] = (ushort)word;
        }
    }

    /// <summary>Passes a gradient through, in place or not.</summary>
    public void Backward(ReluRule rule, float* dy, float* dx)
    {
        for (int i = 0; i < shape.Count; i++)
            dx[i] = rule.Through(dy[i], (mask.Bits[i / 16] >> (i % 16) & 1) != 0 ? 1 : SlopeAt(i));
    }

    private float SlopeAt(int element) => mask.Slopes is null ? mask.Slope : mask.Slopes[element / inner % shape.Channels];
}

/// <summary>A rectifier that is a layer by itself.</summary>
internal sealed unsafe class PlainRectifierLayer(ReluMask mask, CpuBinding binding) : CpuOperation(binding)
{
    private readonly PlainRectifier rectifier = new(mask, binding.Output.Shape);

    protected override void RunForward() => rectifier.Forward(Binding.Input.Pointer, Binding.Output.Pointer);

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Output(0) is { } outputGradient && gradients.Input(0) is { } inputGradient)
            rectifier.Backward(gradients.Rule, outputGradient.Pointer, inputGradient.Pointer);
    }
}
