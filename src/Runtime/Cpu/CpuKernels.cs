namespace CaffeSharpGen.Cpu;

/// <summary>Which of the two CPU implementations runs.</summary>
public enum CpuKernels
{
    /// <summary>Plain loops, one thread, no vectors: the oracle.</summary>
    Scalar,

    /// <summary>Vectorised and multithreaded.</summary>
    Simd,
}
