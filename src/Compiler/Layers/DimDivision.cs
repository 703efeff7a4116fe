namespace CaffeSharpGen.Compiler.Layers;

/// <summary>Division of lengths that may depend on the batch size.</summary>
internal static class DimDivision
{
    /// <summary>Divides a length, if that leaves no rest for any batch size.</summary>
    public static bool TryDivide(this Dim length, Dim divisor, out Dim quotient)
    {
        quotient = default;
        if (length.Length % divisor.Length != 0 || (divisor.IsPerImage && !length.IsPerImage))
            return false;
        quotient = new Dim(
            length.Length / divisor.Length, length.IsPerImage && !divisor.IsPerImage, length.IsUpperBound && !divisor.IsUpperBound);
        return true;
    }
}
