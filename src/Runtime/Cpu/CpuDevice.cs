using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Processor;

namespace CaffeSharpGen.Cpu;

/// <summary>The processor.</summary>
/// <param name="kernels">The implementation to use.</param>
/// <param name="threads">Number of threads, the caller's included; 0 for as many as there are cores.</param>
/// <param name="vectorBits">Width of the kernels' vectors; 0 leaves the choice to <see cref="VectorWidth.Choose(int)"/>.</param>
/// <exception cref="ArgumentOutOfRangeException">
/// <paramref name="threads"/> is not within 0 … 64, or <paramref name="vectorBits"/> none of 0, 128, 256, 512.
/// </exception>
/// <exception cref="PlatformNotSupportedException">The processor or the program has no such vectors.</exception>
internal sealed class CpuDevice(CpuKernels kernels, int threads = 0, int vectorBits = 0)
    : CpuMachine(threads, kernels == CpuKernels.Simd ? VectorWidth.Choose(vectorBits) : default)
{
    /// <summary>The implementation in use.</summary>
    public CpuKernels Kernels { get; } = kernels;

    /// <summary>Whether layers run together where they can; tests compare both.</summary>
    public bool Fuses { get; init; } = true;

    /// <summary>The device of <see cref="Device.Cpu"/>.</summary>
    public static CpuDevice Fast(int threads, Accuracy accuracy, int vectorBits) =>
        new(CpuKernels.Simd, threads, vectorBits) { Accuracy = accuracy };

    /// <inheritdoc/>
    public override DeviceSession CreateSession(PackedWeightCache packedWeights)
    {
        NativeMemoryCount.CollectIfGrown();
        return new CpuSession(this, packedWeights);
    }

    /// <summary>Such as <c>CPU, 2 threads, SIMD kernels (AVX-512: chosen by processor)</c>.</summary>
    public override string ToString() => Kernels == CpuKernels.Scalar
        ? "CPU, 1 thread, scalar kernels"
        : $"CPU, {Workers.Threads} thread{(Workers.Threads == 1 ? "" : "s")}, SIMD kernels ({Vectors})";
}
