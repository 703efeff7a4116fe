using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Inputs that follow each other: where they start, relative to a place, and how many they are.</summary>
internal readonly record struct TableEntry(nint Offset, nint Run);

/// <summary>What a tile reads for each place, in the order of its weights; at a fixed address.</summary>
internal sealed unsafe class OffsetTable
{
    private readonly TableEntry[] entries;

    public OffsetTable(ReadOnlySpan<TableEntry> entries)
    {
        // One more, which tiles prefetch from.
        this.entries = GC.AllocateArray<TableEntry>(entries.Length + 1, pinned: true);
        entries.CopyTo(this.entries);
        Pointer = (TableEntry*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(this.entries));
    }

    public TableEntry* Pointer { get; }
}
