namespace CaffeSharpGen;

/// <summary>How a device may round.</summary>
public enum Accuracy
{
    /// <summary>The fastest algorithms: convolutions of 3×3 to 5×5, and of planes with a stride, err by about 2·10⁻⁶ of their values' root mean square (Winograd).</summary>
    Fast,

    /// <summary>Direct sums only, cut into pieces of at most 256 terms that are added up separately: for those who compare digits.</summary>
    Exact,
}
