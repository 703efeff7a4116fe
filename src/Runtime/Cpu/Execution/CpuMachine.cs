using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Processor;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>What kernels know of the device: its threads, their memory, and the width of its vectors.</summary>
internal abstract class CpuMachine : Device
{
    /// <summary>Makes the threads.</summary>
    /// <param name="threads">Number of threads, the caller's included; 0 for as many as there are cores.</param>
    /// <param name="vectors">The vectors of the kernels.</param>
    protected CpuMachine(int threads, VectorWidth vectors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, WorkerPool.MostThreads);
        Vectors = vectors;
        Workers = new WorkerPool(threads == 0 ? Math.Min(Environment.ProcessorCount, WorkerPool.MostThreads) : threads);
        Scratch = new WorkerScratch(Workers.Threads);
    }

    /// <summary>The vectors of the kernels.</summary>
    public VectorWidth Vectors { get; private init; }

    /// <summary>
    /// Floats in them, by which kernels are chosen when they are made. Tests set it also where a processor computes such vectors in
    /// halves.
    /// </summary>
    public int TileWidth
    {
        get => Vectors.Lanes;
        init => Vectors = new VectorWidth(32 * value, "set by a test");
    }

    /// <summary>Whether convolutions may trade digits for speed.</summary>
    public Accuracy Accuracy { get; init; }

    /// <summary>The threads that share the work of each operation.</summary>
    public WorkerPool Workers { get; }

    /// <summary>Their memory.</summary>
    public WorkerScratch Scratch { get; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Workers.Dispose();
        Scratch.Dispose();
    }
}
