using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Pad"/>.</summary>
internal static class Pad
{
    public static PreparedOperation Prepare(Operations.Pad pad, CudaBinding binding) => new Padded(pad, binding);

    private sealed class Padded(Operations.Pad pad, CudaBinding binding) : BoxOperation(binding)
    {
        protected override void RunForward()
        {
            FillArguments border = new()
            {
                Y = Binding.Output.View,
                Value = pad.Value,
                Count = Binding.Output.ImageCount,
                Images = Binding.Output.Images,
            };
            Launch(border, border.Groups, border.Images);
            CopyBoxes(pad.Before, Binding.Output, Binding.Input, takes: false, add: false);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is { } dx)
                CopyBoxes(pad.Before, gradients.Output(0)!, dx, takes: true, gradients.Inputs[0].Add);
        }
    }
}
