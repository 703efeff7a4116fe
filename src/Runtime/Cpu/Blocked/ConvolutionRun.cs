namespace CaffeSharpGen.Cpu;

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
/// What happens to a finished sum before it is stored, in this order: bias, residual, sign bits, rectifier; and of a gradient: what is
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

    /// <summary>Slopes of a PReLU below 0, one for each channel to the end of the last block.</summary>
    public float* Slopes;

    /// <summary>Null, or receives whether values before the rectifier are above 0: word (image·Blocks + block)·H·W + place, a bit for each lane.</summary>
    public ushort* SignBits;

    /// <summary>Whether the output holds a part of the sum: it is added after the rectifier and before the mask.</summary>
    public bool Accumulate;

    /// <summary>Null, or the sign bits of the rectifier that made the value whose gradient this is: the gradient is passed through it.</summary>
    public ushort* Mask;

    /// <summary>Slope of that rectifier below 0.</summary>
    public float MaskSlope;

    /// <summary>Null, or its slopes, as <see cref="Slopes"/>.</summary>
    public float* MaskSlopes;

    /// <summary>How that rectifier passes gradients.</summary>
    public ReluRule Rule;

    /// <summary>Whether all there is to do is a bias, perhaps a shortcut, and a ReLU of slope 0 whose signs are kept: most of what networks have.</summary>
    public readonly bool IsRectifiedWithSigns =>
        SignBits is not null && !Accumulate && Mask is null && Rectifier == Rectifier.ReLU && NegativeSlope == 0;

    /// <summary>Whether all there is to do is to pass a gradient, perhaps with what was there, through a ReLU of slope 0 by the guided rule.</summary>
    public readonly bool IsGuided =>
        Mask is not null && MaskSlopes is null && MaskSlope == 0 && Rule == ReluRule.Guided && Bias is null && SignBits is null
        && !HasResidual && Rectifier == Rectifier.None;

    /// <summary>Whether all there is to do is a bias and perhaps a ReLU of slope 0.</summary>
    public readonly bool IsPlain =>
        !HasResidual && SignBits is null && !Accumulate && Mask is null && (Rectifier == Rectifier.None || (Rectifier == Rectifier.ReLU && NegativeSlope == 0));
}

/// <summary>The rectifier at the end of a convolution.</summary>
internal enum Rectifier
{
    None,
    ReLU,
    PReLU,
}
