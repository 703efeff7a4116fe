using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>An epilogue by itself, of one input, or of two whose sum is taken.</summary>
internal sealed class FusedPointwise(Epilogue epilogue, CudaBinding binding) : CudaOperation(binding)
{
    /// <inheritdoc/>
    public override bool CanAdd => true;

    private CudaBuffer? Residual => Binding.Inputs.Length > 1 ? Binding.Inputs[1] : null;

    /// <inheritdoc/>
    protected override void RunForward() => epilogue.Forward(Context, Binding.Input.View, Binding.Output.View, Residual);

    /// <inheritdoc/>
    protected override void RunBackward(in OperationGradients gradients)
    {
        CudaBuffer? x = gradients.Input(0), residual = Residual is null ? null : gradients.Input(1);
        var run = new GradientRun
        {
            Arriving = gradients.Output(0)!.View,
            Rule = gradients.Rule,
            IsRectified = gradients.Outputs[0].IsRectified,
            X = x?.View ?? default,
            Add = gradients.Inputs[0].Add,
        };
        if (residual is null)
        {
            epilogue.Gradient(Context, run);
            return;
        }
        // One value may be both: then one gradient is added to the other.
        bool isBoth = residual == x;
        if (isBoth)
            epilogue.Gradient(Context, run);
        epilogue.Gradient(
            Context, run with { X = isBoth ? default : run.X, Residual = residual, AddResidual = gradients.Inputs[1].Add });
    }
}
