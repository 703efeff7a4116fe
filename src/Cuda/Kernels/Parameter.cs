using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Parameter"/>.</summary>
internal static class Parameter
{
    public static PreparedOperation Prepare(Operations.Parameter parameter, CudaBinding binding) => new Copied(binding);

    private sealed class Copied(CudaBinding binding) : CudaOperation(binding)
    {
        private readonly DeviceWeights weights = DeviceWeights.Of(binding.Session, binding.Weights[0]);

        protected override void RunForward()
        {
            AddArguments arguments = new()
            {
                From = new View(weights.Pointer, Binding.Output.ImageCount),
                Into = Binding.Output.View,
                Factor = 1,
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
