namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>What is decoded, and how.</summary>
/// <param name="MaxPixels">The most pixels, as decoded.</param>
/// <param name="Scale">The scale at which formats that can are decoded, more than 0 and at most 1.</param>
internal readonly record struct DecodeLimits(long MaxPixels, double Scale)
{
    /// <summary>The most pixels that can be decoded.</summary>
    public const long MostPixels = 1L << 28;

    /// <summary>The most bytes that a file of so many pixels is read to.</summary>
    public long MostBytes => Math.Min((16L << 20) + 8 * MaxPixels, 1L << 30);
}
