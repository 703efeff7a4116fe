using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Concat"/>. A part that was computed at its position in the whole stays there.</summary>
internal static class Concat
{
    public static PreparedOperation Prepare(Operations.Concat concat, CudaBinding binding) => new Joined(concat.Axis, binding);

    private sealed class Joined(int axis, CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward()
        {
            int start = 0;
            foreach (CudaBuffer part in Binding.Inputs)
            {
                if (!IsInPlace(part, Binding.Output, start))
                    CopyPiece(part, Binding.Output, axis, start, takes: false, add: false);
                start += part.Shape[axis];
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            int start = 0;
            for (int i = 0; i < gradients.Inputs.Length; i++)
            {
                if (gradients.Input(i) is { } part && !IsInPlace(part, gradients.Output(0)!, start))
                    CopyPiece(part, gradients.Output(0)!, axis, start, takes: true, gradients.Inputs[i].Add);
                start += Binding.Inputs[i].Shape[axis];
            }
        }

        private bool IsInPlace(CudaBuffer part, CudaBuffer whole, int start) => axis == 1 && part.IsPartOf(whole, start);
    }
}
