using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>
/// The end of a convolution or a product, or pointwise layers by themselves: y = rectified(scale·x + shift + residual), in place or not.
/// What is 0 or null is left out. One thread has four elements: launch it for <see cref="Groups"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EpilogueArguments : IKernelArguments
{
    /// <summary>Values of one shape; they may be the same.</summary>
    public View X, Y, Residual;

    /// <summary>One float a channel.</summary>
    public ulong Scale, Shift, Slopes;

    /// <summary>Receives where the rectifier's derivative is 1 (<see cref="Memory.ReluMask"/>).</summary>
    public ulong Mask;

    /// <summary>What rectifies.</summary>
    public Rectify Rectify;

    /// <summary>The slope of all channels, with <see cref="Rectify.BySlope"/>.</summary>
    public float Slope;

    /// <summary>The largest value; NaN for none. With a slope of 0 only.</summary>
    public float Limit;

    /// <summary>Elements of an image, and count of images.</summary>
    public int Count, Images;

    /// <summary>Element i of an image belongs to channel i / Plane % Channels.</summary>
    public int Plane, Channels;

    public static ReadOnlySpan<byte> Kernel => "epilogue\0"u8;

    /// <summary>Items of an image.</summary>
    public readonly int Groups => (Count + 3) / 4;
}

/// <summary>What rectifies.</summary>
internal enum Rectify
{
    /// <summary>Nothing.</summary>
    Not = 0,

    /// <summary>One slope for all.</summary>
    BySlope = 1,

    /// <summary>A slope for each channel.</summary>
    BySlopes = 2,
}

/// <summary>
/// The gradient of an epilogue: what leaves the rectifier (what arrives, without a mask) goes to the residual, and times the scale to x.
/// Either view may be null, and may be the gradient that arrives. One thread has four elements: launch it for <see cref="Groups"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReluGradientArguments : IKernelArguments
{
    /// <summary>What arrives, and where it goes.</summary>
    public View Dy, Dx, Residual;

    /// <summary>The mask of the forward pass, or 0.</summary>
    public ulong Mask;

    /// <summary>One float a channel, or 0.</summary>
    public ulong Slopes, Scale;

    /// <summary>The slope of all channels, without <see cref="Slopes"/>.</summary>
    public float Slope;

    /// <summary>What the rectifier does.</summary>
    public ReluRule Rule;

    /// <summary>1 to add to what is in Dx, and in Residual.</summary>
    public int Add, AddResidual;

    /// <summary>Elements of an image, and count of images.</summary>
    public int Count, Images;

    /// <summary>Element i of an image belongs to channel i / Plane % Channels.</summary>
    public int Plane, Channels;

    public static ReadOnlySpan<byte> Kernel => "relu_gradient\0"u8;

    /// <summary>Items of an image.</summary>
    public readonly int Groups => (Count + 3) / 4;
}
