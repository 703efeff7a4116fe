using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>What a convolution reads and writes this time.</summary>
internal unsafe struct ConvolutionRun
{
    /// <summary>What it reads, unless the kernel was made for planar input.</summary>
    public BlockedView From;

    /// <summary>What a kernel for planar input reads: dense N×C×H×W.</summary>
    public float* PlanarFrom;

    /// <summary>What it writes, lanes beyond C included; never what it reads.</summary>
    public BlockedView To;

    public Epilogue Epilogue;
}

/// <summary>
/// What happens to a finished sum before it is stored, in this order: bias, residual, mask bits, rectifier; and of a gradient: what is
/// there already, the mask. The default does nothing.
/// </summary>
internal unsafe struct Epilogue
{
    /// <summary>Null, or a number for each channel, and zeros to the end of the last block.</summary>
    public float* Bias;

    /// <summary>Whether <see cref="Residual"/>, a value of the shape of the output, is added.</summary>
    public bool HasResidual;

    public BlockedView Residual;

    public Rectifier Rectifier;

    /// <summary>Slope of a ReLU below 0.</summary>
    public float NegativeSlope;

    /// <summary>The largest value of a limited ReLU, whose slope is 0.</summary>
    public float Maximum;

    /// <summary>Slopes of a PReLU below 0, one for each channel to the end of the last block.</summary>
    public float* Slopes;

    /// <summary>
    /// Null, or receives whether values before the rectifier are above 0, and below the largest value: word
    /// (image·Blocks + block)·H·W + position, a bit for each lane.
    /// </summary>
    public ushort* ReluMask;

    /// <summary>Whether the output holds a part of the sum: it is added after the rectifier and before the mask.</summary>
    public bool Accumulate;

    /// <summary>
    /// Null, or the mask bits of the rectifier that made the value whose gradient this is. The gradient is passed through it.
    /// </summary>
    public ushort* Mask;

    /// <summary>Slope of that rectifier below 0.</summary>
    public float MaskSlope;

    /// <summary>Null, or its slopes, as <see cref="Slopes"/>.</summary>
    public float* MaskSlopes;

    /// <summary>How that rectifier passes gradients.</summary>
    public ReluRule Rule;

    /// <summary>What happens to the gradient of an operation's first input.</summary>
    public static Epilogue OfGradient(in OperationGradients gradients, CpuBinding binding)
    {
        var epilogue = new Epilogue { Accumulate = gradients.Inputs[0].Add };
        if (gradients.Inputs[0].Rectify && binding.Input.ReluMask is { } below)
        {
            epilogue.Mask = below.Bits;
            epilogue.MaskSlope = below.Slope;
            epilogue.MaskSlopes = below.Slopes;
            epilogue.Rule = gradients.Rule;
        }
        return epilogue;
    }

    /// <summary>Which loop of <see cref="EpilogueLoops{TVector}"/> does it.</summary>
    public readonly EpilogueKind Kind
    {
        get
        {
            bool isRelu = Rectifier == Rectifier.ReLU && NegativeSlope == 0, isForward = !Accumulate && Mask is null;
            if (isForward && isRelu && ReluMask is not null)
                return HasResidual ? EpilogueKind.ResidualReluMask : EpilogueKind.ReluMask;
            if (isForward && ReluMask is null && !HasResidual && (isRelu || Rectifier == Rectifier.None))
                return isRelu ? EpilogueKind.Rectified : EpilogueKind.Bias;
            if (Bias is not null || ReluMask is not null || HasResidual || Rectifier != Rectifier.None)
                return EpilogueKind.General;
            if (Mask is null)
                return EpilogueKind.Sum;
            bool isGuided = MaskSlopes is null && MaskSlope == 0 && Rule == ReluRule.Guided;
            return !isGuided ? EpilogueKind.General : Accumulate ? EpilogueKind.GuidedSum : EpilogueKind.Guided;
        }
    }
}

/// <summary>What most networks do with finished sums, and all the rest.</summary>
internal enum EpilogueKind
{
    /// <summary>Anything.</summary>
    General,

    /// <summary>A bias, if any.</summary>
    Bias,

    /// <summary>A bias and a ReLU of slope 0.</summary>
    Rectified,

    /// <summary>A bias and a ReLU of slope 0 whose mask is kept.</summary>
    ReluMask,

    /// <summary>A bias, a residual, and a ReLU of slope 0 whose mask is kept.</summary>
    ResidualReluMask,

    /// <summary>A gradient is added to what is there.</summary>
    Sum,

    /// <summary>A gradient passes a ReLU of slope 0 by the guided rule.</summary>
    Guided,

    /// <summary>A gradient is added to what is there, and the sum passes a ReLU of slope 0 by the guided rule.</summary>
    GuidedSum,
}

/// <summary>The rectifier at the end of a convolution.</summary>
internal enum Rectifier
{
    None,
    ReLU,
    LimitedReLU,
    PReLU,
}
