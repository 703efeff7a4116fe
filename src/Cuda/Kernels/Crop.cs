using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Crop"/>.</summary>
internal static class Crop
{
    public static PreparedOperation Prepare(Operations.Crop crop, CudaBinding binding) => new Cropped(crop, binding);

    private sealed class Cropped(Operations.Crop crop, CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward() => CopyBoxes(crop.Offsets, Binding.Input, Binding.Output, takes: true, add: false);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } other && !gradients.Inputs[1].Add)
                Session.Clear(other);
            if (gradients.Input(0) is not { } dx)
                return;
            bool add = gradients.Inputs[0].Add;
            if (!add)
                Session.Clear(dx);
            CopyBoxes(crop.Offsets, dx, gradients.Output(0)!, takes: false, add);
        }
    }
}
