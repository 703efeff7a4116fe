using CaffeSharpGen.Imaging.Codecs;

namespace CaffeSharpGen.Imaging;

/// <summary>What a caller accepts of an encoded picture, and how it is decoded.</summary>
public sealed record PictureOptions
{
    /// <summary>The most pixels that can be decoded: 268 megapixels.</summary>
    public const long MostPixels = DecodeLimits.MostPixels;

    /// <summary>At most <see cref="MostPixels"/>, decoded at full size.</summary>
    public static PictureOptions Default { get; } = new();

    /// <summary>
    /// The most pixels (width times height, as decoded) that are accepted; larger pictures are refused from their header, before memory is
    /// taken for them. Defaults to <see cref="MostPixels"/>. Files of more than 16 MiB and 8 bytes for each of these pixels, or
    /// of more than 1 GiB, are not read to their end.
    /// </summary>
    public long MaxPixels { get; init; } = MostPixels;

    /// <summary>
    /// Decodes a large picture at a scale of more than 0 and at most 1: JPEG files at the multiple of 1/8 nearest to it, at a fraction
    /// of the time and the memory, WebP files at the scale itself, other formats at full size. Pixels are not those of
    /// <see cref="Picture.Resize(int, int)"/>. Defaults to 1.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>The same for decoders, if it makes sense.</summary>
    internal DecodeLimits ToLimits()
    {
        if (MaxPixels <= 0)
            throw new ArgumentException($"found {nameof(MaxPixels)} of {MaxPixels}; expected more than 0");
        if (!(Scale is > 0 and <= 1))
            throw new ArgumentException($"found a {nameof(Scale)} of {Scale}; expected more than 0 and at most 1");
        return new DecodeLimits(Math.Min(MaxPixels, MostPixels), Scale);
    }
}

/// <summary>File formats that pictures are written in.</summary>
public enum PictureFormat
{
    /// <summary>PNG; keeps every byte.</summary>
    Png,

    /// <summary>JPEG of quality 95 without chroma subsampling; loses a little.</summary>
    Jpeg,

    /// <summary>Lossless WebP; keeps every byte.</summary>
    Webp,
}

/// <summary>How pictures are scaled.</summary>
public enum Interpolation
{
    /// <summary>
    /// As Torch7's <c>image.scale</c>, and the original Grad-CAM scripts with it: bilinear where a picture grows, the average of all pixels
    /// that fall into one where it shrinks; the corners of both pictures meet.
    /// </summary>
    Torch,

    /// <summary>
    /// As <c>cv2.resize</c> with <c>INTER_LINEAR</c>, byte for byte: bilinear between the nearest two pixels however far a picture shrinks,
    /// rounded to bytes; the centers of pixels meet. Caffe's tools and data layers scale like this, and most scripts in Python.
    /// </summary>
    OpenCv,
}
