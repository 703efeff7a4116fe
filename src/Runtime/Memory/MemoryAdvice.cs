using System.Runtime.InteropServices;

namespace CaffeSharpGen.Memory;

/// <summary>Advises the system how memory will be used. Where advice is not taken, only speed and size change.</summary>
internal static unsafe class MemoryAdvice
{
    private const int DontNeed = 4, HugePages = 14;

    private static readonly delegate* unmanaged<void*, nuint, int, int> advise =
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "madvise", out nint function)
            ? (delegate* unmanaged<void*, nuint, int, int>)function
            : null;

    /// <summary>Requests huge pages: fewer are touched, and fewer translations are looked up.</summary>
    public static void UseHugePages(void* start, nuint bytes)
    {
        if (advise is not null)
            _ = advise(start, bytes, HugePages);
    }

    /// <summary>
    /// Lets whole pages of a mapped file leave the process; they come back when they are read. Never for other memory, which would be
    /// cleared.
    /// </summary>
    public static void DiscardPages(void* start, nuint bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint first = ((nuint)start + page - 1) / page * page, end = ((nuint)start + bytes) / page * page;
        if (advise is not null && end > first)
            _ = advise((void*)first, end - first, DontNeed);
    }
}
