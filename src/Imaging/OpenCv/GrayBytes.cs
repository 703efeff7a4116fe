using CaffeSharpGen.Imaging.Pixels;

namespace CaffeSharpGen.Imaging.OpenCv;

/// <summary>Gray as <c>cv2.cvtColor</c> makes it of 8-bit colors: weights of 15 bits, rounded to a byte.</summary>
internal static class GrayBytes
{
    private const int Red = 9798, Green = 19235, Blue = 3735, Bits = 15;

    /// <summary>Writes a part of a picture with three equal channels.</summary>
    public static void Write(PixelPart part, Span<byte> rgb)
    {
        for (int y = 0, to = 0; y < part.Height; y++)
        {
            ReadOnlySpan<byte> row = part.Rgb.Slice((part.Top + y) * part.Stride + part.Left * 3, part.Width * 3);
            for (int from = 0; from < row.Length; from += 3, to += 3)
            {
                int sum = row[from] * Red + row[from + 1] * Green + row[from + 2] * Blue;
                rgb.Slice(to, 3).Fill((byte)((sum + (1 << (Bits - 1))) >> Bits));
            }
        }
    }
}
