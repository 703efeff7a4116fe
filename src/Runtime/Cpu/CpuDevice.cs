namespace CaffeSharpGen.Cpu;

/// <summary>The processor.</summary>
internal sealed class CpuDevice : Device
{
    /// <summary>Makes a CPU device; prefer <see cref="Device.Cpu"/> and <see cref="Device.Scalar"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="threads"/> is not within 0 … 64, or <paramref name="vectorBits"/> none of 0, 128, 256, 512.
    /// </exception>
    /// <exception cref="PlatformNotSupportedException">The processor or the program has no such vectors.</exception>
    public CpuDevice(CpuKernels kernels, int threads = 0, int vectorBits = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, WorkerPool.MostThreads);
        Kernels = kernels;
        Vectors = kernels == CpuKernels.Simd ? VectorWidth.Choose(vectorBits) : default;
        Workers = new WorkerPool(threads == 0 ? Math.Min(Environment.ProcessorCount, WorkerPool.MostThreads) : threads);
        Scratch = new WorkerScratch(Workers.Threads);
    }

    /// <summary>The implementation in use.</summary>
    public CpuKernels Kernels { get; }

    /// <summary>The vectors of the SIMD kernels.</summary>
    internal VectorWidth Vectors { get; private init; }

    /// <summary>Floats in them, by which kernels are chosen when they are made. Tests set it also where a processor computes such vectors in halves.</summary>
    internal int TileWidth
    {
        get => Vectors.Lanes;
        init => Vectors = new VectorWidth(32 * value, "set by a test");
    }

    /// <summary>Whether convolutions may trade digits for speed.</summary>
    public Accuracy Accuracy { get; init; }

    /// <summary>Whether layers run together where they can; tests compare both.</summary>
    internal bool Fuses { get; init; } = true;

    /// <summary>The threads that share the work of each operation.</summary>
    internal WorkerPool Workers { get; }

    /// <summary>Their memory.</summary>
    internal WorkerScratch Scratch { get; }

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

    /// <inheritdoc/>
    public override void Dispose()
    {
        Workers.Dispose();
        Scratch.Dispose();
    }
}
