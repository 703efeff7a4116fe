using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference.Loops;

/// <summary>The oracle's loop for operations that compute each element from the one at the same place, in double.</summary>
internal abstract class ScalarElementwise(CpuBinding binding) : CpuOperation(binding)
{
    protected sealed override void RunForward()
    {
        ReadOnlySpan<float> x = Binding.Input.Span;
        Span<float> y = Binding.Output.Span;
        for (int i = 0; i < x.Length; i++)
            y[i] = (float)Value(x[i]);
    }

    protected abstract double Value(double x);

    /// <summary>dy/dx, from both, so that the cheaper expression can be used.</summary>
    protected abstract double Derivative(double x, double y);

    /// <summary>The gradient that goes on to the input; rectifiers override it to obey the rule.</summary>
    protected virtual double Gradient(ReluRule rule, double gradient, double derivative) => gradient * derivative;

    protected sealed override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
            return;
        ReadOnlySpan<float> x = Binding.Input.Span, y = Binding.Output.Span, dy = outputGradient.Span;
        Span<float> dx = inputGradient.Span;
        for (int i = 0; i < x.Length; i++)
            dx[i] = (float)Gradient(gradients.Rule, dy[i], Derivative(x[i], y[i]));
    }
}
