using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>Where a gradient is once it went through the rectifier of an operation.</summary>
internal static class RectifiedGradient
{
    /// <summary>
    /// Where to put it: where it arrived, if nobody reads that afterwards, or into memory that all operations of the session share.
    /// </summary>
    public static View PlaceOf(SessionMemory session, in OutputGradient arriving)
    {
        var gradient = (CudaBuffer)arriving.Buffer!;
        if (arriving.MayChange)
            return gradient.View;
        session.Scratch.Require((nuint)gradient.Shape.Count * sizeof(float));
        return new View(session.Scratch.Pointer, gradient.ImageCount);
    }
}
