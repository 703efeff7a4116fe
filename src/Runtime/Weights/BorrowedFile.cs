using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights;

/// <summary>A file's content that is in memory already and is not copied: an array, or a resource of an assembly.</summary>
/// <param name="start">The first byte.</param>
/// <param name="length">Number of bytes, at least 1.</param>
/// <param name="owner">Keeps the memory where it is; it is disposed of with this, if it can be.</param>
internal sealed unsafe class BorrowedFile(byte* start, long length, object owner) : FileMemory
{
    /// <inheritdoc/>
    public override byte* Start => start;

    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>Pins bytes of an array; those of other memory are copied, since nothing says how long it lasts.</summary>
    /// <param name="bytes">At least one. They must not change any more.</param>
    public static FileMemory Of(ReadOnlyMemory<byte> bytes)
    {
        if (!MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment))
            return CopiedFile.Copy(bytes.Span);
        var pinned = new PinnedArray(segment.Array!);
        return new BorrowedFile((byte*)pinned.Address + segment.Offset, segment.Count, pinned);
    }

    /// <inheritdoc/>
    protected override void Free()
    {
        (owner as IDisposable)?.Dispose();
        base.Free();
    }

    /// <summary>An array that stays where it is until this is disposed of or collected.</summary>
    private sealed class PinnedArray(byte[] array) : IDisposable
    {
        private GCHandle handle = GCHandle.Alloc(array, GCHandleType.Pinned);

        ~PinnedArray() => Unpin();

        public nint Address => handle.AddrOfPinnedObject();

        public void Dispose()
        {
            Unpin();
            GC.SuppressFinalize(this);
        }

        private void Unpin()
        {
            if (handle.IsAllocated)
                handle.Free();
        }
    }
}
