namespace CaffeSharpGen.Cpu.Memory;

/// <summary>Memory of a fixed size for each thread of a device, free to use while one piece of an operation runs.</summary>
internal sealed unsafe class WorkerScratch(int threads) : IDisposable
{
    /// <summary>Floats a thread has: 2 MB. Kernels cut their work into pieces that fit, most into half of it (a cache).</summary>
    public const int Floats = 1 << 19;

    private readonly LargeMemory memory = new((long)threads * Floats);

    public float* Of(int worker) => memory.Pointer + (nint)worker * Floats;

    public void Dispose() => memory.Dispose();
}
