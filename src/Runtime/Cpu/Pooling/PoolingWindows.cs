using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>What each output of a pooling layer looks at.</summary>
internal sealed class PoolingWindows(
    Shape input, Shape output, int kernelH, int kernelW, int strideH, int strideW, int padH, int padW,
    int? endPadH = null, int? endPadW = null)
{
    public int Height { get; } = input.Height;

    public int Width { get; } = input.Width;

    public int OutputHeight { get; } = output.Height;

    public int OutputWidth { get; } = output.Width;

    /// <summary>Those of an operation between its buffers.</summary>
    public static PoolingWindows Of(Operations.Pooling pooling, CpuBinding binding) => new(
        binding.Input.Shape, binding.Output.Shape, pooling.KernelH, pooling.KernelW, pooling.StrideH, pooling.StrideW,
        pooling.PadH, pooling.PadW, pooling.PadBottom, pooling.PadRight);

    /// <summary>
    /// The window of an output, clipped to the plane. Its area counts padding, but only up to H + pad and W + pad (Caffe's
    /// pooling_layer.cpp).
    /// </summary>
    public PoolingWindow this[int y, int x]
    {
        get
        {
            int top = y * strideH - padH, left = x * strideW - padW;
            int bottom = Math.Min(top + kernelH, Height + (endPadH ?? padH));
            int right = Math.Min(left + kernelW, Width + (endPadW ?? padW));
            int area = (bottom - top) * (right - left);
            return new PoolingWindow(Math.Max(top, 0), Math.Min(bottom, Height), Math.Max(left, 0), Math.Min(right, Width), area);
        }
    }
}

/// <summary>Rows Top … Bottom − 1 and columns Left … Right − 1 of a plane; Area is what an average divides by.</summary>
internal readonly record struct PoolingWindow(int Top, int Bottom, int Left, int Right, int Area)
{
    /// <summary>Positions of the plane that it has; what an average that leaves padding out divides by.</summary>
    public int Inside => (Bottom - Top) * (Right - Left);
}
