using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Normalization;

/// <summary>
/// What an operation does to a vector along an axis, from its elements alone. A struct, so that
/// <see cref="AxisOperation{TFormula}"/> is compiled for it. Vectors whose elements follow each other are reduced in double precision;
/// where they lie apart, neighboring vectors are computed side by side.
/// </summary>
internal unsafe interface IAxisFormula
{
    /// <summary>y from x.</summary>
    void Forward(float* x, float* y, int length);

    /// <summary>dx from dy.</summary>
    void Backward(float* x, float* y, float* dy, float* dx, int length);

    /// <inheritdoc cref="Forward(float*, float*, int)"/>
    void Forward(AxisStrip x, AxisStrip y);

    /// <inheritdoc cref="Backward(float*, float*, float*, float*, int)"/>
    void Backward(AxisStrip x, AxisStrip y, AxisStrip dy, AxisStrip dx);
}

/// <summary>
/// An operation that treats each vector along an axis by itself: a task for each vector, or for each strip of neighboring ones.
/// </summary>
internal sealed unsafe class AxisOperation<TFormula> : CpuOperation
    where TFormula : struct, IAxisFormula
{
    private readonly TFormula formula;
    private readonly AxisStrips strips;
    private readonly int tasks;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private CpuBuffer? outputGradient;
    private CpuBuffer? inputGradient;

    public AxisOperation(TFormula formula, int axis, CpuBinding binding) : base(binding)
    {
        Shape shape = binding.Input.Shape;
        this.formula = formula;
        strips = new AxisStrips(shape, axis);
        bool areRows = shape.CountFrom(axis + 1) == 1;
        tasks = areRows ? shape.Count / strips.Length : strips.Count;
        forward = areRows ? ForwardRow : ForwardStrip;
        backward = areRows ? BackwardRow : BackwardStrip;
    }

    protected override void RunForward() => Binding.Workers.For(tasks, forward);

    protected override void RunBackward(in OperationGradients gradients)
    {
        (outputGradient, inputGradient) = (gradients.Output(0), gradients.Input(0));
        if (outputGradient is not null && inputGradient is not null)
            Binding.Workers.For(tasks, backward);
    }

    private void ForwardRow(int row, int worker)
    {
        nint start = (nint)row * strips.Length;
        formula.Forward(Binding.Input.Pointer + start, Binding.Output.Pointer + start, strips.Length);
    }

    private void BackwardRow(int row, int worker)
    {
        nint start = (nint)row * strips.Length;
        formula.Backward(
            Binding.Input.Pointer + start, Binding.Output.Pointer + start, outputGradient!.Pointer + start, inputGradient!.Pointer + start,
            strips.Length);
    }

    private void ForwardStrip(int strip, int worker) => formula.Forward(strips.Of(Binding.Input, strip), strips.Of(Binding.Output, strip));

    private void BackwardStrip(int strip, int worker) =>
        formula.Backward(
            strips.Of(Binding.Input, strip), strips.Of(Binding.Output, strip), strips.Of(outputGradient!, strip),
            strips.Of(inputGradient!, strip));
}
