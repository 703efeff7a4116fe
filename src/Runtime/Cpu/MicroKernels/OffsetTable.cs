using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cpu.MicroKernels;

/// <summary>Inputs that follow each other: where they start, relative to a position, and how many they are.</summary>
internal readonly record struct TableEntry(nint Offset, nint Run);

/// <summary>What a tile reads for each position, in the order of its weights; at a fixed address.</summary>
internal sealed unsafe class OffsetTable
{
    // Bytes, whose allocation is compiled with the framework.
    private readonly byte[] memory;

    public OffsetTable(TableEntry[] entries)
    {
        // One more, which tiles prefetch from.
        memory = GC.AllocateArray<byte>((entries.Length + 1) * sizeof(TableEntry), pinned: true);
        Pointer = (TableEntry*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        for (int i = 0; i < entries.Length; i++)
            Pointer[i] = entries[i];
    }

    public TableEntry* Pointer { get; }
}
