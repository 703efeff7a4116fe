using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.Memory;

/// <summary>
/// Some megabytes in huge pages, which smaller pieces of memory are cut from. The first touches of pages of 4 kB take longer than a small
/// network takes to run. It is given back with its last piece.
/// </summary>
internal sealed unsafe class HugePageSlab
{
    /// <summary>A huge page, in bytes.</summary>
    public const int HugePage = 2 << 20;

    /// <summary>Larger pieces are not cut from a slab.</summary>
    public const int MostBytesOfPiece = Bytes / 2;

    private const int Bytes = 4 * HugePage;
    private const int CacheLine = 64;

    private static readonly Lock access = new();
    private static HugePageSlab? current;

    private readonly byte* memory = (byte*)NativeMemory.AlignedAlloc(Bytes, HugePage);
    private int used;
    private int pieces;

    private HugePageSlab() => MemoryAdvice.UseHugePages(memory, Bytes);

    /// <summary>Cuts a piece that begins at a cache line.</summary>
    /// <param name="bytes">Its size, at most <see cref="MostBytesOfPiece"/>.</param>
    /// <param name="slab">What it must be given back to.</param>
    public static void* Take(int bytes, out HugePageSlab slab)
    {
        lock (access)
        {
            if (current is null || current.used + bytes > Bytes)
            {
                HugePageSlab? full = current;
                current = new HugePageSlab();
                full?.FreeIfUnused();
            }
            slab = current;
            void* piece = slab.memory + slab.used;
            slab.used += (bytes + CacheLine - 1) / CacheLine * CacheLine;
            slab.pieces++;
            return piece;
        }
    }

    /// <summary>Gives a piece back.</summary>
    public void Return()
    {
        lock (access)
        {
            pieces--;
            FreeIfUnused();
        }
    }

    private void FreeIfUnused()
    {
        if (pieces > 0)
            return;
        if (this == current)
            used = 0;
        else
            NativeMemory.AlignedFree(memory);
    }
}
