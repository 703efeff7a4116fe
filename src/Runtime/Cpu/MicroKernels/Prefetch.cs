using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Asks for memory that will be read soon, where the processor takes such hints.</summary>
internal static unsafe class Prefetch
{
    /// <summary>A cache line into the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>What some places read by the entry after this one, if that is a line each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NextEntry(TableEntry* entry, float* x, nint step, int places)
    {
        if (!Sse.IsSupported || entry->Run < BlockedView.Lanes)
            return;
        float* next = x + entry[1].Offset;
        for (int i = 0; i < places; i++, next += step)
            Sse.Prefetch0(next);
    }
}
