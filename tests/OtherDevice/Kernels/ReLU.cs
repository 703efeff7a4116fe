namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Keeps with its output which elements were positive: by the time of the backward pass the values may be gone.</summary>
internal sealed class ReLU(Operations.ReLU relu, NaiveBinding binding) : NaiveOperation(binding)
{
    /// <summary>Rectifies an element.</summary>
    /// <param name="relu">The rectifier.</param>
    /// <param name="x">What goes in.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="i">Which element it is.</param>
    public static void Rectify(Operations.ReLU relu, float x, NaiveBuffer output, int i)
    {
        output.IsPositive[i] = x > 0 && (!relu.IsLimited || x < relu.Maximum);
        output.Memory[i] = Math.Min(relu.Maximum, x > 0 ? x : relu.NegativeSlope == 0 ? Math.Max(x, 0) : relu.NegativeSlope * x);
    }

    /// <summary>What comes through of the gradient of an element.</summary>
    /// <param name="relu">The rectifier.</param>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="gradient">The gradient that arrives.</param>
    /// <param name="output">What the rectifier computed.</param>
    /// <param name="i">Which element it is.</param>
    public static float Through(Operations.ReLU relu, ReluRule rule, float gradient, NaiveBuffer output, int i)
    {
        float derivative = output.IsPositive[i] ? 1 : relu.NegativeSlope;
        return rule != ReluRule.Standard && !(gradient > 0) ? 0 : rule == ReluRule.Deconv ? gradient : gradient * derivative;
    }

    protected override void Run()
    {
        for (int i = 0; i < Binding.Input.Memory.Length; i++)
            Rectify(relu, Binding.Input.Memory[i], Binding.Output, i);
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int i = 0; i < inputGradient.Length; i++)
            inputGradient[i] = Through(relu, rule, outputGradient[i], Binding.Output, i);
    }
}
