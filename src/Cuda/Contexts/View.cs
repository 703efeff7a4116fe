using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>
/// A value in the memory of the device, as kernels get it: within an image (axis 0) elements lie in C order, images lie apart. A part of
/// a larger value (of a Concat) has the stride of that.
/// </summary>
/// <param name="data">The first element.</param>
/// <param name="stride">Floats from an image to the next.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct View(ulong data, long stride)
{
    /// <summary>The first element.</summary>
    public readonly ulong Data = data;

    /// <summary>Floats from an image to the next.</summary>
    public readonly long Stride = stride;

    /// <summary>Whether there is none.</summary>
    public bool IsNull => Data == 0;
}
