namespace CaffeSharpGen.Cpu;

/// <summary>Which of the two CPU implementations runs.</summary>
internal enum CpuKernels
{
    /// <summary>Plain loops, one thread, no vectors: the oracle.</summary>
    Scalar,

    /// <summary>Vectorised and multithreaded.</summary>
    Simd,
}
