namespace CaffeSharpGen.Hdf5;

/// <summary>A message of an object's header.</summary>
/// <param name="Type">Its type, such as 6 for a link.</param>
/// <param name="Data">What it holds.</param>
internal readonly record struct HeaderMessage(int Type, Fields Data);

/// <summary>The header of a group or a dataset, of both versions (HDF5 File Format Specification, IV.A).</summary>
internal static class ObjectHeader
{
    private const int Continuation = 0x10;

    /// <summary>Reads its messages.</summary>
    /// <param name="file">The file.</param>
    /// <param name="address">Where the header is.</param>
    public static List<HeaderMessage> Read(FileBytes file, ulong address)
    {
        var blocks = new Queue<(Fields Block, int Version, bool HasOrder)>();
        blocks.Enqueue(First(file, address));
        var messages = new List<HeaderMessage>();
        var seen = new HashSet<ulong>();
        while (blocks.TryDequeue(out (Fields Block, int Version, bool HasOrder) next))
        {
            int prefix = next.Version == 1 ? 8 : next.HasOrder ? 6 : 4;
            while (next.Block.Left >= prefix)
            {
                HeaderMessage message = Message(file, next.Block, next.Version, next.HasOrder);
                if (message.Type != Continuation)
                {
                    messages.Add(message);
                    continue;
                }
                ulong at = message.Data.Address(), count = message.Data.Size();
                if (!seen.Add(at))
                    throw file.Damaged($"the header at {address} continues in itself");
                blocks.Enqueue((ContinuationAt(file, at, count, next.Version), next.Version, next.HasOrder));
            }
        }
        return messages;
    }

    private static (Fields Block, int Version, bool HasOrder) First(FileBytes file, ulong address)
    {
        Fields start = file.At(address, 6);
        int first = start.Byte();
        if (first == 1)
        {
            ulong size = file.At(address, 16).Skip(8).Number(4);
            return (file.At(address + 16, size), 1, false);
        }
        int flags = file.At(address, 6).Signed("OHDR").Skip(1).Byte();
        int optional = ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0), width = 1 << (flags & 3);
        ulong count = file.At(address + 6, (ulong)(optional + width)).Skip(optional).Number(width);
        return (file.At(address + 6 + (ulong)(optional + width), count), 2, (flags & 4) != 0);
    }

    // With its signature and its checksum, in the second version.
    private static Fields ContinuationAt(FileBytes file, ulong address, ulong count, int version)
    {
        if (version == 1)
            return file.At(address, count);
        file.At(address, 4).Signed("OCHK");
        return count >= 8 ? file.At(address + 4, count - 8) : throw file.Damaged($"a header continues with {count} bytes");
    }

    private static HeaderMessage Message(FileBytes file, Fields block, int version, bool hasOrder)
    {
        int type = version == 1 ? (int)block.Number(2) : block.Byte(), size = (int)block.Number(2);
        block.Skip(version == 1 ? 4 : hasOrder ? 3 : 1);
        return new HeaderMessage(type, new Fields(file, block.Bytes(size).ToArray()));
    }
}
