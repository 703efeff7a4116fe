namespace CaffeSharpGen;

/// <summary>How a device may round.</summary>
public enum Accuracy
{
    /// <summary>
    /// The fastest algorithms (Winograd): convolutions of 3×3 to 5×5, and of planes with a stride, err by about 2·10⁻⁶ of their
    /// values' root mean square.
    /// </summary>
    Fast,

    /// <summary>Direct sums only, in blocks of at most 256 terms that are added up separately: for comparisons digit by digit.</summary>
    Exact,
}
