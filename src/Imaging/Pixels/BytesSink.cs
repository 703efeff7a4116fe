using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>Writes rows of pixels in 0..255 as RGB bytes, rounded to the nearest, ties to even.</summary>
/// <param name="Destination">Red, green and blue of each pixel.</param>
internal readonly unsafe record struct BytesSink(nint Destination) : IRowSink<FloatLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(int y, FloatLanes* row, int width)
    {
        byte* to = (byte*)Destination + (nint)y * width * 3;
        for (int x = 0; x < width; x++, to += 3)
        {
            uint bytes = PixelBytes.Rounded(((Vector128<float>*)row)[x]);
            *(ushort*)to = (ushort)bytes;
            to[2] = (byte)(bytes >> 16);
        }
    }
}
