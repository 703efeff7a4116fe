namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Keeps which elements were positive: by the time of the backward pass the values may be gone.</summary>
internal sealed class ReLU(Operations.ReLU relu, NaiveBinding binding) : NaiveOperation(binding)
{
    private readonly bool[] isPositive = new bool[binding.Input.Shape.Count];

    protected override void Run()
    {
        float[] x = Binding.Input.Memory, y = Binding.Output.Memory;
        for (int i = 0; i < x.Length; i++)
        {
            isPositive[i] = x[i] > 0;
            y[i] = isPositive[i] ? x[i] : relu.NegativeSlope == 0 ? Math.Max(x[i], 0) : relu.NegativeSlope * x[i];
        }
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int i = 0; i < inputGradient.Length; i++)
        {
            float gradient = outputGradient[i], derivative = isPositive[i] ? 1 : relu.NegativeSlope;
            inputGradient[i] = rule != ReluRule.Standard && !(gradient > 0) ? 0 : rule == ReluRule.Deconv ? gradient : gradient * derivative;
        }
    }
}
