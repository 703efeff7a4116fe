using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>
/// A convolution with what follows it, each if there is one: a scale and a shift for each channel (folded into its weights and bias),
/// the sum with a residual, a rectifier.
/// </summary>
internal sealed unsafe class FusedConvolution : CpuOperation
{
    // A stem reads its few channels as they are; in blocks most lanes would be zeros.
    private const int MostPlainChannels = 4;

    private readonly Correlation sizes;
    private readonly float[]? scales;
    private readonly string scaleShiftKey;
    private readonly PaddedChannels bias;
    private readonly ReluMask? mask;
    private readonly bool readsPlain;
    private readonly ConvolutionKernel kernel;
    private readonly ConvolutionPass forward;
    private readonly RectifiedGradient rectified;
    private ConvolutionPass? backward;

    public FusedConvolution(
        Operations.Convolution convolution, ChannelScaleShift? scaleShift, bool hasResidual, ReluMask? mask, CpuBinding binding)
        : base(binding, CpuLayout.Blocked)
    {
        sizes = Correlation.OfOneImage(convolution, binding);
        scales = scaleShift?.Scales;
        scaleShiftKey = scaleShift?.Key ?? "";
        this.mask = mask;
        HasResidual = hasResidual;
        readsPlain = sizes.Image.Channels <= MostPlainChannels && sizes.Group == 1;
        ReadOnlySpan<float> stored = convolution.Bias ? binding.Weights[1].Span : default;
        bias = new PaddedChannels(
            scaleShift is not null ? scaleShift.ShiftsAfter(stored) : stored.IsEmpty ? new float[sizes.Map.Channels] : stored);
        kernel = binding.Session.PackedWeights.Get(Key(isBackward: false), () => Make(isBackward: false));
        forward = kernel.Bind(binding.Session.Workspace, binding.Input.Shape.BatchSize);
        rectified = new RectifiedGradient(mask, binding);
    }

    public override bool CanAdd => true;

    public override bool CanRectify => Binding.Input.ReluMask is not null;

    public override string Algorithm => kernel.Algorithm;

    private bool HasResidual { get; }

    public override void Dispose()
    {
        bias.Dispose();
        rectified.Dispose();
    }

    protected override void EnsureLayout(CpuBuffer input)
    {
        bool isConvolved = input == Binding.Input, isResidual = HasResidual && input == Binding.Inputs[1];
        // It may be both.
        if (isConvolved && readsPlain)
            input.EnsureLayout(CpuLayout.Plain);
        if (isResidual || !readsPlain)
            input.EnsureLayout(CpuLayout.Blocked);
    }

    protected override void RunForward()
    {
        var run = new ConvolutionRun { To = Binding.Output.Blocked };
        if (readsPlain)
            run.PlanarFrom = Binding.Input.Pointer;
        else
            run.From = Binding.Input.Blocked;
        run.Epilogue.Bias = bias.Pointer;
        if (HasResidual)
            (run.Epilogue.HasResidual, run.Epilogue.Residual) = (true, Binding.Inputs[1].Blocked);
        if (mask is not null)
        {
            run.Epilogue.Rectifier =
                mask.IsLimited ? Rectifier.LimitedReLU : mask.Slopes is null ? Rectifier.ReLU : Rectifier.PReLU;
            run.Epilogue.Maximum = mask.Maximum;
            run.Epilogue.NegativeSlope = mask.Slope;
            run.Epilogue.Slopes = mask.Slopes;
            run.Epilogue.ReluMask = mask.Bits;
        }
        forward.Run(run);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Output(0) is null)
            return;
        BlockedView gradient = rectified.Of(gradients.Outputs[0], gradients.Rule);
        if (gradients.Input(0) is { } inputGradient)
        {
            backward ??= Binding.Session.PackedWeights.Get(Key(isBackward: true), () => Make(isBackward: true))
                .Bind(Binding.Session.Workspace, Binding.Input.Shape.BatchSize);
            backward.Run(
                new ConvolutionRun { From = gradient, To = inputGradient.Blocked, Epilogue = Epilogue.OfGradient(gradients, Binding) });
        }
        if (HasResidual && gradients.Input(1) is { } residualGradient)
            ValueCopy.Pass(gradient, residualGradient.Blocked, gradients.Inputs[1].Add);
    }

    // The same for every instance of the network: weights where they lie, and what is folded into them.
    private ConvolutionKey Key(bool isBackward) => new((nint)Binding.Weights[0].Pointer, scaleShiftKey, sizes, isBackward);

    private ConvolutionKernel Make(bool isBackward)
    {
        ConvolutionKernel kernel;
        fixed (float* scale = scales)
        {
            kernel = isBackward
                ? ConvolutionStrategy.BackwardData(sizes, Binding.Weights[0].Pointer, scale, Binding.Machine.Accuracy, Binding.Machine)
                : ConvolutionStrategy.Forward(
                    sizes, Binding.Weights[0].Pointer, scale, readsPlain, Binding.Machine.Accuracy, Binding.Machine);
        }
        Binding.Weights[0].DiscardPages();
        return kernel;
    }
}
