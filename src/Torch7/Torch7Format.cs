namespace CaffeSharpGen.Torch7;

/// <summary>How a Torch7 file is encoded. The content is the same.</summary>
public enum Torch7Format
{
    /// <summary>Binary, little-endian, longs of 64 bits: what <c>torch.save</c> writes on almost every machine.</summary>
    Binary64,

    /// <summary>Binary, little-endian, longs of 32 bits: of 32-bit machines and of Windows.</summary>
    Binary32,

    /// <summary>Text.</summary>
    Ascii,
}
