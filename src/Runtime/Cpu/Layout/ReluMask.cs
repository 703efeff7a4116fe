using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.Layout;

/// <summary>
/// What the gradient of a rectifier needs: for each element of its output a bit, set where its input was positive and below the largest
/// value, and the slope for the others. Bits lie as the elements of the blocked layout do (16 lanes to a number); of a plain value, as its
/// elements in C order.
/// </summary>
internal sealed unsafe class ReluMask : IDisposable
{
    private nint slopes;
    private nint bits;

    /// <param name="shape">The value.</param>
    /// <param name="layout">In which order its bits lie.</param>
    /// <param name="slope">Slope of all elements that are not positive, unless <paramref name="channelSlopes"/> are given.</param>
    /// <param name="channelSlopes">One slope a channel.</param>
    /// <param name="maximum">The largest value; infinity for none. With one the slope is 0.</param>
    public ReluMask(
        Shape shape, CpuLayout layout, float slope, ReadOnlySpan<float> channelSlopes = default, float maximum = float.PositiveInfinity)
    {
        long floats = layout == CpuLayout.Blocked
            ? shape.BatchSize * (long)BlockedView.FloatsOf(shape.Channels, shape.Height, shape.Width)
            : shape.Count;
        bits = (nint)NativeMemory.AllocZeroed((nuint)((floats + BlockedView.Lanes - 1) / BlockedView.Lanes + 1) * sizeof(ushort));
        (Slope, Maximum) = (slope, maximum);
        if (channelSlopes.IsEmpty)
            return;
        int padded = (channelSlopes.Length + BlockedView.Lanes - 1) / BlockedView.Lanes * BlockedView.Lanes;
        slopes = (nint)NativeMemory.AllocZeroed((nuint)padded, sizeof(float));
        channelSlopes.CopyTo(new Span<float>((void*)slopes, padded));
    }

    ~ReluMask() => Free();

    /// <summary>The bits.</summary>
    public ushort* Bits => (ushort*)bits;

    /// <summary>The slope of all channels, where <see cref="Slopes"/> is null.</summary>
    public float Slope { get; }

    /// <summary>The largest value that comes out; infinity where there is none.</summary>
    public float Maximum { get; }

    /// <summary>Whether there is a largest value.</summary>
    public bool IsLimited => !float.IsPositiveInfinity(Maximum);

    /// <summary>A slope a channel, padded with zeros to whole blocks; or null.</summary>
    public float* Slopes => (float*)slopes;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free((void*)Interlocked.Exchange(ref bits, 0));
        NativeMemory.Free((void*)Interlocked.Exchange(ref slopes, 0));
    }
}
