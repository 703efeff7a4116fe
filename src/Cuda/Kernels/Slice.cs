using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Slice"/>.</summary>
internal static class Slice
{
    public static PreparedOperation Prepare(Operations.Slice slice, CudaBinding binding) => new Cut(slice.Axis, binding);

    private sealed class Cut(int axis, CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward()
        {
            int start = 0;
            foreach (CudaBuffer part in Binding.Outputs)
            {
                CopyPiece(part, Binding.Input, axis, start, takes: true, add: false);
                start += part.Shape[axis];
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } dx)
                return;
            bool add = gradients.Inputs[0].Add, isWhole = true;
            for (int i = 0; i < gradients.Outputs.Length; i++)
                isWhole &= gradients.Output(i) is not null;
            if (!add && !isWhole)
                Session.Clear(dx);
            int start = 0;
            for (int i = 0; i < gradients.Outputs.Length; i++)
            {
                if (gradients.Output(i) is { } part)
                    CopyPiece(part, dx, axis, start, takes: false, add);
                start += Binding.Outputs[i].Shape[axis];
            }
        }
    }
}
