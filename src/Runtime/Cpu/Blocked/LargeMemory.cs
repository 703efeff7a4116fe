using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Native floats that begin at a cache line and are not cleared. Much of it lies in huge pages where the system has them: fewer are touched, and looked up.</summary>
internal sealed unsafe class LargeMemory : IDisposable
{
    private const nuint HugePage = 2 << 20;

    public LargeMemory(long floats)
    {
        nuint bytes = checked((nuint)Math.Max(floats, 1) * sizeof(float));
        bool isHuge = bytes >= 2 * HugePage;
        Bytes = (long)bytes;
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, isHuge ? HugePage : 64);
        if (isHuge)
            MemoryAdvice.UseHugePages(Pointer, bytes / HugePage * HugePage);
    }

    ~LargeMemory() => Free();

    public long Bytes { get; }

    public float* Pointer { get; private set; }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
