using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Convolution;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>
/// A convolution or deconvolution with what follows it: one call, and one kernel for the bias, a residual and a rectifier, if there are
/// any. A scale and a shift for each channel are in the weights and the bias.
/// </summary>
/// <param name="sizes">What it computes.</param>
/// <param name="isTransposed">Whether it goes from the map to the image, as a deconvolution.</param>
/// <param name="weights">The weights.</param>
/// <param name="epilogue">What follows.</param>
/// <param name="binding">Its input, and the residual if there is one.</param>
internal sealed class FusedConvolution(
    Correlation sizes, bool isTransposed, DeviceWeights weights, Epilogue epilogue, CudaBinding binding) : CudaOperation(binding)
{
    private readonly ConvolutionPass forward = new(binding.Session, sizes, isTransposed);
    private ConvolutionPass? backward;

    /// <inheritdoc/>
    public override bool CanAdd => true;

    /// <inheritdoc/>
    public override string Algorithm => backward is null ? forward.Algorithm : $"{forward.Algorithm}; gradient: {backward.Algorithm}";

    private CudaBuffer? Residual => Binding.Inputs.Length > 1 ? Binding.Inputs[1] : null;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        forward.Dispose();
        backward?.Dispose();
    }

    /// <inheritdoc/>
    protected override void RunForward()
    {
        View output = Binding.Output.View;
        forward.Run(Run(Binding.Input.View, output, add: false));
        epilogue.Forward(Context, output, output, Residual);
    }

    /// <inheritdoc/>
    protected override void RunBackward(in OperationGradients gradients)
    {
        OutputGradient arriving = gradients.Outputs[0];
        CudaBuffer? input = gradients.Input(0), residual = Residual is null ? null : gradients.Input(1);
        // One value may be both: then the residual's gradient is added to the convolution's, which comes first.
        bool isBoth = residual is not null && residual == input;
        bool rectifies = epilogue.Rectifier is not null && !arriving.IsRectified;
        var run = new GradientRun { Arriving = gradients.Output(0)!.View, Rule = gradients.Rule, IsRectified = !rectifies };
        View gradient = rectifies && input is not null ? RectifiedGradient.PlaceOf(Session, arriving) : run.Arriving;
        epilogue.Gradient(
            Context,
            run with
            {
                X = rectifies && input is not null ? gradient : default,
                Residual = isBoth ? null : residual,
                AddResidual = residual is not null && gradients.Inputs[1].Add,
            });
        if (input is null)
            return;
        backward ??= new ConvolutionPass(Session, sizes, !isTransposed);
        backward.Run(Run(input.View, gradient, gradients.Inputs[0].Add));
        if (isBoth)
        {
            epilogue.Gradient(
                Context, run with { Arriving = gradient, IsRectified = true, Residual = residual, AddResidual = gradients.Inputs[1].Add });
        }
    }

    // The value on the input's side and that on the output's.
    private ConvolutionRun Run(View input, View output, bool add) =>
        isTransposed ? new(output, input, weights.Pointer, add) : new(input, output, weights.Pointer, add);
}
