using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Convolution;
using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Convolution.Products;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Normalization;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>
/// A convolution with what follows it, as far as there is any: factor and term for each channel (folded into its weights and bias), the sum with a shortcut,
/// a rectifier.
/// </summary>
internal sealed unsafe class ConvolutionChain : CpuOperation
{
    // A stem reads its few channels as they are; in blocks most lanes would be zeros.
    private const int MostPlainChannels = 4;

    private readonly Correlation sizes;
    private readonly float[]? factors;
    private readonly string affineKey;
    private readonly PaddedChannels bias;
    private readonly RectifierSigns? signs;
    private readonly bool readsPlain;
    private readonly ConvolutionKernel kernel;
    private readonly ConvolutionPass forward;
    private readonly RectifiedGradient rectified;
    private ConvolutionPass? backward;

    public ConvolutionChain(Operations.Convolution convolution, ChannelAffine? affine, bool hasShortcut, RectifierSigns? signs, CpuBinding binding)
        : base(binding, CpuLayout.Blocked)
    {
        sizes = Correlation.OfOneImage(convolution, binding);
        factors = affine?.Factors;
        affineKey = affine?.Key ?? "";
        this.signs = signs;
        HasShortcut = hasShortcut;
        readsPlain = sizes.Image.Channels <= MostPlainChannels && sizes.Group == 1;
        ReadOnlySpan<float> stored = convolution.Bias ? binding.Weights[1].Span : default;
        bias = new PaddedChannels(affine is not null ? affine.TermsAfter(stored) : stored.IsEmpty ? new float[sizes.Map.Channels] : stored);
        kernel = binding.Session.PackedWeights.Get(Key(isBackward: false), () => Make(isBackward: false));
        forward = kernel.Bind(binding.Session.Workspace, binding.Input.Shape.BatchSize);
        rectified = new RectifiedGradient(signs, binding);
    }

    public override bool CanAdd => true;

    public override bool CanRectify => Binding.Input.Signs is not null;

    public override string Algorithm => kernel.Algorithm;

    private bool HasShortcut { get; }

    /// <summary>Whether the blocked kernels have this convolution.</summary>
    public static bool Supports(Operations.Convolution convolution, CpuBinding binding) => ConvolutionStrategy.Supports(Correlation.OfOneImage(convolution, binding));

    public override void Dispose()
    {
        bias.Dispose();
        rectified.Dispose();
    }

    protected override void Require(CpuBuffer input)
    {
        bool isConvolved = input == Binding.Input, isShortcut = HasShortcut && input == Binding.Inputs[1];
        // It may be both.
        if (isConvolved && readsPlain)
            input.Require(CpuLayout.Plain);
        if (isShortcut || !readsPlain)
            input.Require(CpuLayout.Blocked);
    }

    protected override void RunForward()
    {
        var run = new ConvolutionRun { To = Binding.Output.Blocked };
        if (readsPlain)
            run.PlanarFrom = Binding.Input.Pointer;
        else
            run.From = Binding.Input.Blocked;
        run.Epilogue.Bias = bias.Pointer;
        if (HasShortcut)
            (run.Epilogue.HasResidual, run.Epilogue.Residual) = (true, Binding.Inputs[1].Blocked);
        if (signs is not null)
        {
            run.Epilogue.Rectifier = signs.Slopes is null ? Rectifier.ReLU : Rectifier.PReLU;
            run.Epilogue.NegativeSlope = signs.Slope;
            run.Epilogue.Slopes = signs.Slopes;
            run.Epilogue.SignBits = signs.Bits;
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
            backward ??= Binding.Session.PackedWeights.Get(Key(isBackward: true), () => Make(isBackward: true)).Bind(Binding.Session.Workspace, Binding.Input.Shape.BatchSize);
            var run = new ConvolutionRun { From = gradient, To = inputGradient.Blocked };
            run.Epilogue.Accumulate = gradients.Inputs[0].Add;
            if (gradients.Inputs[0].Rectify && Binding.Input.Signs is { } below)
            {
                run.Epilogue.Mask = below.Bits;
                run.Epilogue.MaskSlope = below.Slope;
                run.Epilogue.MaskSlopes = below.Slopes;
                run.Epilogue.Rule = gradients.Rule;
            }
            backward.Run(run);
        }
        if (HasShortcut && gradients.Input(1) is { } shortcutGradient)
            ValueCopy.Pass(gradient, shortcutGradient.Blocked, gradients.Inputs[1].Add);
    }

    // The same for every instance of the network: weights where they lie, and what is folded into them.
    private (nint Weights, string Factors, Correlation Sizes, bool IsBackward) Key(bool isBackward) =>
        ((nint)Binding.Weights[0].Pointer, affineKey, sizes, isBackward);

    private ConvolutionKernel Make(bool isBackward)
    {
        ConvolutionKernel kernel;
        fixed (float* scale = factors)
        {
            kernel = isBackward
                ? ConvolutionStrategy.BackwardData(sizes, Binding.Weights[0].Pointer, scale, Binding.Machine.Accuracy, Binding.Machine)
                : ConvolutionStrategy.Forward(sizes, Binding.Weights[0].Pointer, scale, readsPlain, Binding.Machine.Accuracy, Binding.Machine);
        }
        Binding.Weights[0].DiscardPages();
        return kernel;
    }
}
