using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Constant"/>.</summary>
internal static class Constant
{
    public static PreparedOperation Prepare(Operations.Constant constant, CudaBinding binding) => new Filled(constant.Value, binding);

    private sealed class Filled(float value, CudaBinding binding) : CudaOperation(binding)
    {
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
        }
    }
}
