using System.Runtime.Intrinsics;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu;

/// <summary>The processor.</summary>
public sealed class CpuDevice : Device
{
    /// <summary>Makes a CPU device; prefer <see cref="Device.Cpu"/> and <see cref="Device.Scalar"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is not within 0 … 64.</exception>
    public CpuDevice(CpuKernels kernels, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, WorkerPool.MostThreads);
        Kernels = kernels;
        Workers = new WorkerPool(threads == 0 ? Math.Min(Environment.ProcessorCount, WorkerPool.MostThreads) : threads);
        Scratch = new WorkerScratch(Workers.Threads);
    }

    /// <summary>The implementation in use.</summary>
    public CpuKernels Kernels { get; }

    /// <summary>Floats in the vectors of the convolutions' tiles.</summary>
    internal int TileWidth { get; init; } =
        Vector512.IsHardwareAccelerated ? 16
        : Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported ? 8
        : 4;

    /// <summary>Whether convolutions may trade digits for speed.</summary>
    public Accuracy Accuracy { get; init; }

    /// <summary>Whether layers run together where they can; tests compare both.</summary>
    internal bool Fuses { get; init; } = true;

    /// <summary>The threads that share the work of each operation.</summary>
    internal WorkerPool Workers { get; }

    /// <summary>Their memory.</summary>
    internal WorkerScratch Scratch { get; }

    /// <inheritdoc/>
    public override DeviceSession Open(WeightPackings packings) => new CpuSession(this, packings);

    /// <summary>Such as <c>CPU, 2 threads, SIMD kernels (AVX-512)</c>.</summary>
    public override string ToString() => Kernels == CpuKernels.Scalar
        ? "CPU, 1 thread, scalar kernels"
        : $"CPU, {Workers.Threads} thread{(Workers.Threads == 1 ? "" : "s")}, SIMD kernels ({InstructionSet})";

    /// <inheritdoc/>
    public override void Dispose()
    {
        Workers.Dispose();
        Scratch.Dispose();
    }

    // What the kernels' widest vector compiles to in this process: an ahead-of-time program has only what it was published for.
    private static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "AVX-512"
        : Vector256.IsHardwareAccelerated && System.Runtime.Intrinsics.X86.Fma.IsSupported ? "AVX2+FMA"
        : System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "Arm64 AdvSimd"
        : Vector128.IsHardwareAccelerated ? "128-bit vectors: publish with IlcInstructionSet for more"
        : "no vector instructions";
}
