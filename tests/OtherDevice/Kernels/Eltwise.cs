namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Weighted sums.</summary>
internal sealed class Eltwise(Operations.Eltwise sum, NaiveBinding binding) : NaiveOperation(binding)
{
    public override bool CanAdd => true;

    /// <summary>The coefficient of an input.</summary>
    public static float CoefficientOf(Operations.Eltwise sum, int input) => sum.Coefficients.Length == 0 ? 1 : sum.Coefficients[input];

    /// <summary>The sum of an element of all inputs.</summary>
    public static float Sum(Operations.Eltwise sum, NaiveBuffer[] inputs, int i)
    {
        double value = 0;
        for (int input = 0; input < inputs.Length; input++)
            value += (double)CoefficientOf(sum, input) * inputs[input].Memory[i];
        return (float)value;
    }

    protected override void Run()
    {
        for (int i = 0; i < Binding.Output.Memory.Length; i++)
            Binding.Output.Memory[i] = Sum(sum, Binding.Inputs, i);
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int i = 0; i < inputGradient.Length; i++)
            inputGradient[i] = (add ? inputGradient[i] : 0) + CoefficientOf(sum, input) * outputGradient[i];
    }
}
