using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Torch7.Layout;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>A binary file: little-endian, nothing aligned, longs of 4 or of 8 bytes.</summary>
internal sealed unsafe class BinaryInput(string name, byte* start, long end, object owner, int longBytes)
    : Torch7Input(name, start, end, owner)
{
    public override bool IsAtEnd => Remaining == 0;

    /// <summary>The first long of the file, if one was read: a size, a stride, an offset or a count.</summary>
    public long? FirstLong { get; private set; }

    // A boolean for a key and nil for its value.
    public override int LeastEntryBytes => 12;

    public override int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public override long Long()
    {
        long value = longBytes == sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))) : Int();
        FirstLong ??= value;
        return value;
    }

    public override double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public override long[] Longs(int count)
    {
        var longs = new long[count];
        for (int i = 0; i < count; i++)
            longs[i] = Long();
        return longs;
    }

    public override ElementBlock Elements<T>(long count, long at)
    {
        int size = typeof(T) == typeof(long) ? longBytes : sizeof(T);
        if (count < 0 || count > Remaining / size)
        {
            throw Fault(
                at, $"a storage of {count} elements of {size} bytes",
                $"0 to {Remaining / size} elements, in the {Remaining} bytes that are left");
        }
        var block = new ElementBlock((nint)Pointer, count, size, Owner);
        Position += count * size;
        return BitConverter.IsLittleEndian || size == 1 ? block : Swapped(block, at);
    }

    protected override void EndLine()
    {
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > Remaining)
        {
            string found = Remaining == 0 ? "the end of the file" : $"the end of the file after {Remaining} bytes";
            throw Fault(Position, found, $"{bytes} bytes");
        }
        var taken = new ReadOnlySpan<byte>(Pointer, bytes);
        Position += bytes;
        return taken;
    }

    private ElementBlock Swapped(ElementBlock block, long at)
    {
        long bytes = block.Count * block.ElementBytes;
        if (bytes > Array.MaxLength)
            throw Fault(at, $"a storage of {bytes} bytes", $"at most {Array.MaxLength} on a big-endian machine");
        byte[] copy = GC.AllocateUninitializedArray<byte>((int)bytes, pinned: true);
        new ReadOnlySpan<byte>((void*)block.First, copy.Length).CopyTo(copy);
        ElementBlock.SwapBytes(copy, block.ElementBytes);
        return block with { First = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(copy)), Owner = copy };
    }
}
