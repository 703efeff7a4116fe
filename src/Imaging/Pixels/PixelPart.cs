namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>A part of a picture.</summary>
internal readonly ref struct PixelPart
{
    /// <summary>The RGB bytes of the whole picture.</summary>
    public required ReadOnlySpan<byte> Rgb { get; init; }

    /// <summary>Bytes from row to row.</summary>
    public required int Stride { get; init; }

    /// <summary>The part's first column.</summary>
    public required int Left { get; init; }

    /// <summary>Its first row.</summary>
    public required int Top { get; init; }

    /// <summary>Its columns.</summary>
    public required int Width { get; init; }

    /// <summary>Its rows.</summary>
    public required int Height { get; init; }

    /// <summary>Whether its last pixel is the picture's last one, with no byte behind it.</summary>
    public bool EndsPicture => (Left + Width) * 3 == Stride && (long)(Top + Height) * Stride == Rgb.Length;
}
