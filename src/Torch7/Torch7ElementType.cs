namespace CaffeSharpGen.Torch7;

/// <summary>The type of the elements of a tensor or storage, by Torch's names.</summary>
public enum Torch7ElementType
{
    /// <summary>8 bits without sign.</summary>
    Byte,

    /// <summary>8 bits with sign.</summary>
    Char,

    /// <summary>16 bits with sign.</summary>
    Short,

    /// <summary>32 bits with sign.</summary>
    Int,

    /// <summary>64 bits with sign; 32 in files of 32-bit machines and of Windows.</summary>
    Long,

    /// <summary>IEEE 754 in 16 bits.</summary>
    Half,

    /// <summary>IEEE 754 in 32 bits.</summary>
    Float,

    /// <summary>IEEE 754 in 64 bits.</summary>
    Double,
}
