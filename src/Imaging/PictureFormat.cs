namespace CaffeSharpGen.Imaging;

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
