namespace CaffeSharpGen.Cuda;

/// <summary>How a GPU multiplies in convolutions and products.</summary>
public enum Precision
{
    /// <summary>In 32-bit floating point, as the CPU does.</summary>
    Full,

    /// <summary>
    /// On tensor cores, with factors rounded to 11 significant bits (TF32, from compute capability 8.0 on): faster, results differ from
    /// the CPU's by about 10⁻³ of their largest value.
    /// </summary>
    Tf32,
}
