using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Memory of a fixed size for each thread of a device, free to use while one piece of an operation runs.</summary>
internal sealed unsafe class WorkerScratch : IDisposable
{
    /// <summary>Floats a thread has: 1 MB, as much as fits into a second-level cache. Kernels cut their work into pieces that fit.</summary>
    public const int Floats = 1 << 18;

    private float* memory;

    public WorkerScratch(int threads) => memory = (float*)NativeMemory.AlignedAlloc((nuint)threads * Floats * sizeof(float), 64);

    ~WorkerScratch() => Free();

    public float* Of(int worker) => memory + (nint)worker * Floats;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
