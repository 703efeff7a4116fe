using CaffeSharpGen.Imaging.Pixels;
using SkiaSharp;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Encodes pictures as JPEG and WebP with SkiaSharp: gray ones with one channel, all others as RGB without alpha.</summary>
internal static class PixelEncoder
{
    private const int JpegQuality = 95;

    public static byte[] Jpeg(RgbPixels pixels) => Encode(pixels, "Jpeg", view => view.Encode(
        new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample444, SKJpegEncoderAlphaOption.Ignore)));

    public static byte[] Webp(RgbPixels pixels) => Encode(pixels, "Webp", view => view.Encode(
        new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)));

    private static byte[] Encode(RgbPixels pixels, string format, Func<SKPixmap, SKData?> encode)
    {
        using SKBitmap bitmap = Bitmap(pixels);
        using SKPixmap view = bitmap.PeekPixels();
        using SKData? data = encode(view);
        return data?.ToArray()
            ?? throw new InvalidOperationException($"{pixels.Width}×{pixels.Height} pixels cannot be written as {format}");
    }

    public static SKBitmap Bitmap(RgbPixels pixels)
    {
        (byte[] rgb, int width, int height, int channels, _) = pixels;
        bool gray = channels == 1;
        var bitmap = new SKBitmap(new SKImageInfo(width, height, gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> to = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = to.Slice(y * bitmap.RowBytes, width * (gray ? 1 : 4));
            ReadOnlySpan<byte> from = rgb.AsSpan(y * width * 3, width * 3);
            if (gray)
                PixelBytes.CopyFirst(from, row);
            else
                PixelBytes.Copy(from, 3, row, 4, swap: false, width);
        }
        return bitmap;
    }
}
