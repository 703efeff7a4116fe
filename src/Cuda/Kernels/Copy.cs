using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Copy"/>. What shares the memory of the other side is not copied.</summary>
internal static class Copy
{
    public static PreparedOperation Prepare(Operations.Copy copy, CudaBinding binding) => new Copies(binding);

    private sealed class Copies(CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward()
        {
            foreach (CudaBuffer output in Binding.Outputs)
            {
                if (!output.IsPartOf(Binding.Input, 0))
                    CopyAll(Binding.Input, output, add: false);
            }
        }

        // The sum of all gradients.
        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            bool add = gradients.Inputs[0].Add;
            for (int i = 0; i < gradients.Outputs.Length; i++)
                add |= gradients.Output(i)?.IsPartOf(dx, 0) ?? false;
            for (int i = 0; i < gradients.Outputs.Length; i++)
            {
                if (gradients.Output(i) is not { } dy || dy.IsPartOf(dx, 0))
                    continue;
                CopyAll(dy, dx, add);
                add = true;
            }
        }
    }
}
