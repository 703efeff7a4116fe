using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.Memory;

/// <summary>Native floats that begin at a cache line and are not cleared, in huge pages where the system has them.</summary>
internal sealed unsafe class LargeMemory : IDisposable
{
    // NaN, so that whoever reads what nobody wrote does not find a usual number.
    private const uint Unwritten = 0xFFC0_DEAD;

    private static string? overrun;

    private readonly HugePageSlab? slab;
    private readonly int guard = GuardFloats;
    private nint pointer;

    public LargeMemory(long floats)
    {
        Bytes = checked(Math.Max(floats, 1) * sizeof(float));
        nuint bytes = (nuint)Bytes + (nuint)guard * sizeof(float);
        if (bytes <= HugePageSlab.MostBytesOfPiece)
        {
            pointer = (nint)HugePageSlab.Take((int)bytes, out slab);
        }
        else
        {
            pointer = (nint)NativeMemory.AlignedAlloc(bytes, HugePageSlab.HugePage);
            MemoryAdvice.UseHugePages(Pointer, bytes / HugePageSlab.HugePage * HugePageSlab.HugePage);
        }
        NativeMemoryCount.Add(Bytes);
        if (guard > 0)
            Fill(checked((int)(bytes / sizeof(float))));
    }

    ~LargeMemory() => Free();

    /// <summary>
    /// For tests: floats behind each piece that must not be written. Pieces are filled with NaN when they are made, and checked when they
    /// are given back.
    /// </summary>
    public static int GuardFloats { get; set; }

    public long Bytes { get; }

    public float* Pointer => (float*)pointer;

    /// <summary>For tests: what was seen to be written behind a piece since the last call; null if nothing was.</summary>
    public static string? TakeOverrun() => Interlocked.Exchange(ref overrun, null);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        // Once, whoever else does so at the same time.
        void* memory = (void*)Interlocked.Exchange(ref pointer, 0);
        if (memory is null)
            return;
        if (guard > 0)
            CheckGuard((float*)memory);
        NativeMemoryCount.Remove(Bytes);
        if (slab is null)
            NativeMemory.AlignedFree(memory);
        else
            slab.Return();
    }

    private void Fill(int floats) => new Span<uint>(Pointer, floats).Fill(Unwritten);

    private void CheckGuard(float* memory)
    {
        int at = new Span<uint>(memory + Bytes / sizeof(float), guard).IndexOfAnyExcept(Unwritten);
        if (at >= 0)
            overrun = $"float {at} behind a piece of {Bytes / sizeof(float)} was written";
    }
}
