using SkiaSharp;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>Decoded pixels as they stand in a file, RGBA, not yet upright.</summary>
internal sealed class StoredPixels : IDisposable
{
    private readonly SKBitmap bitmap;
    private readonly SKEncodedOrigin origin;
    private readonly int channels;

    private StoredPixels(SKBitmap bitmap, SKCodec codec)
    {
        this.bitmap = bitmap;
        origin = codec.EncodedOrigin;
        channels = codec.Info.ColorType == SKColorType.Gray8 ? 1 : bitmap.AlphaType == SKAlphaType.Opaque ? 3 : 4;
    }

    /// <summary>Decodes a file.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static unsafe CodecProblem? TryRead(ReadOnlySpan<byte> encoded, DecodeLimits limits, out StoredPixels? pixels)
    {
        fixed (byte* bytes = encoded)
        {
            using SKData data = SKData.Create((nint)bytes, encoded.Length);
            using SKCodec? codec = SKCodec.Create(data);
            pixels = null;
            return codec is null ? PixelDecoder.NotAPicture(encoded, $"{encoded.Length} bytes")
                : RefuseHeader(codec, encoded, limits, out SKSizeI size) ?? Decode(codec, size, out pixels);
        }
    }

    /// <summary>Whether all pixels are the same.</summary>
    public bool IsSame(StoredPixels other) => bitmap.GetPixelSpan().SequenceEqual(other.bitmap.GetPixelSpan());

    /// <summary>Upright RGB pixels.</summary>
    public RgbPixels Upright()
    {
        (int width, int height) = (bitmap.Width, bitmap.Height);
        byte[] rgb = GC.AllocateUninitializedArray<byte>(width * height * 3);
        Orientation.CopyUpright(bitmap.GetPixelSpan(), width, height, origin, rgb);
        bool turned = Orientation.SwapsAxes(origin);
        return new RgbPixels(rgb, turned ? height : width, turned ? width : height, channels);
    }

    public void Dispose() => bitmap.Dispose();

    private static CodecProblem? RefuseHeader(SKCodec codec, ReadOnlySpan<byte> encoded, DecodeLimits limits, out SKSizeI size)
    {
        size = codec.Info.Size;
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Bmp
            or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif))
        {
            return new CodecProblem($"a {codec.EncodedFormat} picture", PixelDecoder.Formats);
        }
        SKSizeI whole = size;
        if (limits.Scale < 1 && codec.EncodedFormat is SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp)
            size = codec.GetScaledDimensions((float)limits.Scale);
        long most = limits.MaxPixels;
        if (size.Width <= 0 || size.Height <= 0 || (long)size.Width * size.Height > most)
            return new CodecProblem($"a header that says {whole.Width}×{whole.Height} pixels", $"at most {most} pixels");
        return PlausibleSize.Check(codec.EncodedFormat, encoded, whole.Width, whole.Height);
    }

    private static CodecProblem? Decode(SKCodec codec, SKSizeI size, out StoredPixels? pixels)
    {
        pixels = null;
        // Without a color space in the request Skia converts nothing; without premultiplication alpha can just be left out.
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, alpha)))
        {
            bitmap.Dispose();
            return new CodecProblem($"{size.Width}×{size.Height} pixels", "a picture that fits into memory");
        }
        SKCodecResult decoded = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (decoded == SKCodecResult.Success)
        {
            pixels = new StoredPixels(bitmap, codec);
            return null;
        }
        bitmap.Dispose();
        return new CodecProblem(Undecodable(codec, decoded), $"the whole data of {size.Width}×{size.Height} pixels", IsUndecodable: true);
    }

    private static string Undecodable(SKCodec codec, SKCodecResult result) => result == SKCodecResult.IncompleteInput
        ? $"a truncated {codec.EncodedFormat} picture"
        : $"a damaged {codec.EncodedFormat} picture ({result})";
}
