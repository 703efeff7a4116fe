namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>A weighted sum and the rectifier behind it, as one operation.</summary>
internal sealed class RectifiedSum(Operations.Eltwise sum, Operations.ReLU relu, NaiveBinding binding) : NaiveOperation(binding)
{
    public override bool CanAdd => true;

    protected override void Run()
    {
        for (int i = 0; i < Binding.Output.Memory.Length; i++)
            ReLU.Rectify(relu, Eltwise.Sum(sum, Binding.Inputs, i), Binding.Output, i);
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int i = 0; i < inputGradient.Length; i++)
        {
            float gradient = ReLU.Through(relu, rule, outputGradient[i], Binding.Output, i);
            inputGradient[i] = (add ? inputGradient[i] : 0) + Eltwise.CoefficientOf(sum, input) * gradient;
        }
    }
}
