using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Power"/>.</summary>
internal static class Power
{
    public static PreparedOperation Prepare(Operations.Power power, CudaBinding binding) =>
        power.IsConstant
            ? new Constant((float)power.Constant, binding)
            : new Elementwise(ElementFunction.Power, binding, power.Exponent, power.Scale, power.Shift);

    // The input is not read: infinities and NaN do not pass either.
    private sealed class Constant(float value, CudaBinding binding) : CudaOperation(binding)
    {
        public override bool CanAdd => true;

        protected override void RunForward()
        {
            FillArguments arguments = new()
            {
                Y = Binding.Output.View,
                Value = value,
                Count = Binding.Output.ImageCount,
                Images = Binding.Output.Images,
            };
            Launch(arguments, arguments.Groups, arguments.Images);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } dx && !gradients.Inputs[0].Add)
                Session.Clear(dx);
        }
    }
}
