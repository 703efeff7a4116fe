using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Native floats that begin at a cache line and are not cleared. Much of it lies in huge pages where the system has them: fewer are touched, and looked up.</summary>
internal sealed unsafe class LargeMemory : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14;

    private static readonly delegate* unmanaged<void*, nuint, int, int> advise =
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out nint function)
            ? (delegate* unmanaged<void*, nuint, int, int>)function
            : null;

    public LargeMemory(long floats)
    {
        nuint bytes = checked((nuint)Math.Max(floats, 1) * sizeof(float));
        bool isHuge = bytes >= 2 * HugePage;
        Bytes = (long)bytes;
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, isHuge ? HugePage : 64);
        // Advice: where it is not taken, the memory is as good as any.
        if (isHuge && advise is not null)
            _ = advise(Pointer, bytes / HugePage * HugePage, AdviseHugePages);
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
