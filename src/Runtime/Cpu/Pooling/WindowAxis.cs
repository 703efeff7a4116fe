namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>The windows of a pooling layer along one axis of a plane.</summary>
internal sealed class WindowAxis
{
    private readonly int pad;
    private readonly int endPad;
    private readonly (int First, int End)[] holding;

    /// <param name="size">Positions of the plane.</param>
    /// <param name="outputs">Number of windows.</param>
    /// <param name="kernel">Positions of a window.</param>
    /// <param name="stride">Positions from window to window.</param>
    /// <param name="pad">Positions of the first window before the plane.</param>
    /// <param name="endPad">Positions behind the plane that an average counts; null for as many as before it.</param>
    public WindowAxis(int size, int outputs, int kernel, int stride, int pad, int? endPad = null)
    {
        (Size, Outputs, Kernel, Stride, this.pad, this.endPad) = (size, outputs, kernel, stride, pad, endPad ?? pad);
        int firstWhole = Math.Min((pad + stride - 1) / stride, outputs);
        Whole = (firstWhole, Math.Max(firstWhole, Math.Min(outputs, size + pad < kernel ? 0 : (size + pad - kernel) / stride + 1)));
        holding = new (int First, int End)[size];
        for (int position = 0; position < size; position++)
        {
            int first = position + pad < kernel ? 0 : (position + pad - kernel) / stride + 1;
            holding[position] = (first, Math.Min((position + pad) / stride + 1, outputs));
        }
    }

    public int Size { get; }

    public int Outputs { get; }

    public int Kernel { get; }

    /// <summary>Positions from window to window.</summary>
    public int Stride { get; }

    /// <summary>Where a window begins, perhaps before the plane.</summary>
    public int Start(int output) => output * Stride - pad;

    /// <summary>Its first position within the plane.</summary>
    public int First(int output) => Math.Max(Start(output), 0);

    /// <summary>The end of its positions within the plane.</summary>
    public int End(int output) => Math.Min(Start(output) + Kernel, Size);

    /// <summary>
    /// The positions that an average counts: padding too, but only up to the size and the pad (Caffe's pooling_layer.cpp).
    /// </summary>
    public int Extent(int output) => Math.Min(Start(output) + Kernel, Size + endPad) - Start(output);

    /// <summary>The positions of a window within the plane.</summary>
    public int Inside(int output) => End(output) - First(output);

    /// <summary>Whether no position of a window is outside.</summary>
    public bool IsWhole(int output) => Start(output) >= 0 && Start(output) + Kernel <= Size;

    /// <summary>The windows no position of which is outside: the first, and the end.</summary>
    public (int First, int End) Whole { get; }

    /// <summary>The windows that hold a position: the first, and the end; none if there is a gap between windows.</summary>
    public (int First, int End) Holding(int position) => holding[position];
}
