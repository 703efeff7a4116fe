using CaffeSharpGen.Imaging.Codecs;
using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging;

/// <content>Pixels as other libraries hold them. A stride counts the bytes from one row to the next; without one, rows lie close.</content>
public sealed partial class Picture
{
    /// <summary>Makes a picture of RGB pixels with a stride.</summary>
    /// <inheritdoc cref="FromBgra"/>
    public static Picture FromRgb(ReadOnlySpan<byte> rgb, int width, int height, int stride) =>
        FromRows(rgb, width, height, stride, step: 3, swap: false);

    /// <summary>Makes a picture of BGR pixels, as OpenCV and cameras give them.</summary>
    /// <inheritdoc cref="FromBgra"/>
    public static Picture FromBgr(ReadOnlySpan<byte> bgr, int width, int height, int? stride = null) =>
        FromRows(bgr, width, height, stride ?? 3 * width, step: 3, swap: true);

    /// <summary>Makes a picture of BGRA pixels; alpha is dropped without blending.</summary>
    /// <exception cref="ArgumentException">A length is not positive, a row longer than the stride, or there are fewer bytes.</exception>
    public static Picture FromBgra(ReadOnlySpan<byte> bgra, int width, int height, int? stride = null) =>
        FromRows(bgra, width, height, stride ?? 4 * width, step: 4, swap: true);

    /// <summary>Makes a picture of a bitmap of any color type; alpha is dropped without blending, color spaces are ignored.</summary>
    /// <exception cref="ArgumentException">The bitmap is empty, or of a color type that Skia cannot convert.</exception>
    public static Picture FromBitmap(SKBitmap bitmap)
    {
        (int width, int height) = (bitmap.Width, bitmap.Height);
        bool opaque = bitmap.AlphaType == SKAlphaType.Opaque;
        SKAlphaType alpha = opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        using var rgba = new SKBitmap(new SKImageInfo(Math.Max(1, width), Math.Max(1, height), SKColorType.Rgba8888, alpha));
        using SKPixmap? pixels = bitmap.PeekPixels();
        if (pixels is null || !pixels.ReadPixels(rgba.Info, rgba.GetPixels(), rgba.RowBytes))
        {
            throw new ArgumentException(
                $"found a bitmap of {width}×{height} pixels of {bitmap.ColorType}; expected one that converts to RGB", nameof(bitmap));
        }
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        PixelBytes.Copy(rgba.GetPixelSpan(), 4, rgb, 3, swap: false, width * height);
        return FromOwnedRgb(rgb, width, height, bitmap.ColorType == SKColorType.Gray8 ? 1 : opaque ? 3 : 4);
    }

    /// <summary>A bitmap with a copy of the pixels: gray ones as Gray8, all others as Rgba8888, opaque. The caller disposes it.</summary>
    public SKBitmap ToBitmap() => PixelEncoder.Bitmap(Pixels);

    /// <summary>Writes the pixels as RGB.</summary>
    /// <inheritdoc cref="CopyToBgra"/>
    public void CopyToRgb(Span<byte> destination, int? stride = null) => CopyToRows(destination, stride, step: 3, swap: false);

    /// <summary>Writes the pixels as BGR, as OpenCV takes them.</summary>
    /// <inheritdoc cref="CopyToBgra"/>
    public void CopyToBgr(Span<byte> destination, int? stride = null) => CopyToRows(destination, stride, step: 3, swap: true);

    /// <summary>Writes the pixels as opaque BGRA. Bytes between the rows stay as they are.</summary>
    /// <exception cref="ArgumentException">A row is longer than the stride, or there is not enough room.</exception>
    public void CopyToBgra(Span<byte> destination, int? stride = null) => CopyToRows(destination, stride, step: 4, swap: true);

    private static Picture FromRows(ReadOnlySpan<byte> bytes, int width, int height, int stride, int step, bool swap)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        RequireRows(bytes.Length, width, height, stride, step);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        for (int y = 0; y < height; y++)
            PixelBytes.Copy(bytes[(y * stride)..], step, rgb.AsSpan(y * width * 3), 3, swap, width);
        return FromOwnedRgb(rgb, width, height, step);
    }

    private void CopyToRows(Span<byte> destination, int? asked, int step, bool swap)
    {
        int stride = asked ?? step * Width;
        RequireRows(destination.Length, Width, Height, stride, step);
        for (int y = 0; y < Height; y++)
            PixelBytes.Copy(Rgb.Slice(y * Width * 3, Width * 3), 3, destination.Slice(y * stride, Width * step), step, swap, Width);
    }

    private static void RequireRows(int length, int width, int height, int stride, int step)
    {
        long row = (long)width * step;
        if (stride < row || length < (long)stride * (height - 1) + row)
        {
            throw new ArgumentException(
                $"found {length} bytes with a stride of {stride}; expected {height} rows of {row} bytes, and a stride that is not shorter");
        }
    }
}
