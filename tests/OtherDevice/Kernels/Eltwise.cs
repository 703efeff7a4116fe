namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Weighted sums.</summary>
internal sealed class Eltwise(Operations.Eltwise sum, NaiveBinding binding) : NaiveOperation(binding)
{
    public override bool CanAdd => true;

    protected override void Run()
    {
        float[] y = Binding.Output.Memory;
        for (int i = 0; i < y.Length; i++)
        {
            double value = 0;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                value += (double)CoefficientOf(input) * Binding.Inputs[input].Memory[i];
            y[i] = (float)value;
        }
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int i = 0; i < inputGradient.Length; i++)
            inputGradient[i] = (add ? inputGradient[i] : 0) + CoefficientOf(input) * outputGradient[i];
    }

    private float CoefficientOf(int input) => sum.Coefficients.Length == 0 ? 1 : sum.Coefficients[input];
}
