using System.Text;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Hdf5;

/// <summary>
/// Walks the groups of a file before PureHDF reads it: that follows links that lead to themselves until the stack ends, opens other files
/// that a file names, and believes sizes. A snapshot of Caffe has none of these.
/// </summary>
internal sealed class LinkCheck
{
    private const int LinkInfo = 0x02, ExternalFiles = 0x07, Layout = 0x08, Link = 0x06, SymbolTable = 0x11;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly FileBytes file;
    private readonly double mostBytes;
    private readonly HashSet<ulong> groups = [], others = [], nodes = [];

    private LinkCheck(FileBytes file, double mostBytes) => (this.file, this.mostBytes) = (file, mostBytes);

    /// <summary>Checks the links below a name of the root.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="stream">The file.</param>
    /// <param name="name">The name in the root.</param>
    /// <param name="mostBytes">How much a file of this size can hold.</param>
    /// <exception cref="WeightException">A link is none of a tree of groups in this file, or a structure is damaged.</exception>
    public static void Run(string path, Stream stream, string name, double mostBytes)
    {
        var file = new FileBytes(path, stream);
        var check = new LinkCheck(file, mostBytes);
        (ulong header, (ulong Tree, ulong Heap)? cached) = Root(file);
        check.Group(header, cached, "", 0, name);
    }

    // The superblock, of all versions.
    private static (ulong Header, (ulong Tree, ulong Heap)? Cached) Root(FileBytes file)
    {
        for (ulong at = 0; at + 64 <= file.Length; at = at == 0 ? 512 : 2 * at)
        {
            if (!file.At(at, 8).Bytes(8).SequenceEqual(Signature))
                continue;
            int version = file.At(at + 8, 1).Byte();
            Fields sizes = file.At(at + 8, 8).Skip(version < 2 ? 5 : 1);
            (file.OffsetSize, file.LengthSize) = (sizes.Byte(), sizes.Byte());
            if (file.OffsetSize is not (2 or 4 or 8) || file.LengthSize is not (2 or 4 or 8))
                throw file.Damaged($"addresses have {file.OffsetSize} bytes and lengths {file.LengthSize}; expected 8");
            int addresses = 4 * file.OffsetSize;
            Fields rest = version switch
            {
                0 => file.At(at + 24, (ulong)(addresses + (2 * file.OffsetSize) + 24)),
                1 => file.At(at + 28, (ulong)(addresses + (2 * file.OffsetSize) + 24)),
                2 or 3 => file.At(at + 12, (ulong)addresses),
                _ => throw file.Damaged($"it has version {version}; expected at most 3"),
            };
            ulong start = rest.Address();
            if (version >= 2)
            {
                ulong root = rest.Skip(2 * file.OffsetSize).Address();
                file.Base = start;
                return (root, null);
            }
            rest.Skip(4 * file.OffsetSize);
            ulong header = rest.Address();
            bool isCached = rest.Number(4) == 1;
            rest.Skip(4);
            file.Base = start;
            return (header, isCached ? (rest.Address(), rest.Address()) : null);
        }
        throw file.Damaged("it does not begin as one");
    }

    /// <param name="header">Where the group's header is.</param>
    /// <param name="cached">Its tree and its heap, where the link to it has them; PureHDF reads these then.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="depth">How many groups it lies in.</param>
    /// <param name="only">The only link to follow; null for all.</param>
    private void Group(ulong header, (ulong Tree, ulong Heap)? cached, string path, int depth, string? only = null)
    {
        if (depth > Hdf5Model.MostDepth)
        {
            throw new WeightException(
                $"{file.Path}: the group '{path}' lies deeper than {Hdf5Model.MostDepth} groups; expected data/layer/blob");
        }
        if (cached is { } known)
        {
            Enter(known.Tree, path);
            RequireSame(known.Tree, header, path, depth, only);
            Tree(known.Tree, known.Heap, path, depth, only);
            return;
        }
        if (others.Contains(header))
            return;
        List<HeaderMessage> messages = ObjectHeader.Read(file, header);
        if (!messages.Any(message => message.Type is LinkInfo or Link or SymbolTable))
        {
            others.Add(header);
            foreach (HeaderMessage message in messages)
                Data(message, path);
            return;
        }
        Enter(header, path);
        foreach (HeaderMessage message in messages)
        {
            switch (message.Type)
            {
                case SymbolTable:
                    Tree(message.Data.Address(), message.Data.Address(), path, depth, only);
                    break;
                case LinkInfo:
                    RequireCompact(message.Data, path);
                    break;
                case Link:
                    Follow(message.Data, path, depth, only);
                    break;
            }
        }
    }

    // The header says the same as the link; the library itself leaves an old tree behind where a link to another file was added.
    private void RequireSame(ulong tree, ulong header, string path, int depth, string? only)
    {
        List<HeaderMessage> messages = ObjectHeader.Read(file, header);
        foreach (HeaderMessage message in messages)
        {
            if (message.Type == Link)
                Follow(message.Data, path, depth, only);
        }
        if (messages.Any(message => message.Type is LinkInfo or Link || (message.Type == SymbolTable && message.Data.Address() != tree)))
            throw file.Damaged($"the group '{path}' has its links in two places");
    }

    private void Enter(ulong address, string path)
    {
        if (!groups.Add(address))
        {
            throw new WeightException(
                $"{file.Path}: the group '{path}' is one that the file has under another name, or lies in itself; "
                + "expected a tree of groups, data/layer/blob");
        }
    }

    // Groups of the first format: a tree of nodes with entries, whose names are in a heap.
    private void Tree(ulong tree, ulong heap, string path, int depth, string? only)
    {
        if (!nodes.Add(tree))
            throw file.Damaged($"the links of the group '{path}' lie in a tree that leads to itself");
        Fields start = file.At(heap, (ulong)(8 + (2 * file.LengthSize) + file.OffsetSize)).Signed("HEAP").Skip(4);
        ulong size = start.Size();
        start.Size();
        ulong names = start.Address();
        if (size > file.Length)
            throw file.Damaged($"the names of the group '{path}' have {size} bytes, more than the file");
        Fields node = file.At(tree, (ulong)(8 + (2 * file.OffsetSize))).Signed("TREE");
        int type = node.Byte(), level = node.Byte(), count = (int)node.Number(2);
        if (type != 0)
            throw file.Damaged($"the group '{path}' has a tree of type {type}; expected 0");
        Fields children = file.At(
            tree + (ulong)(8 + (2 * file.OffsetSize)), (ulong)((count * (file.LengthSize + file.OffsetSize)) + file.LengthSize));
        for (int i = 0; i < count; i++)
        {
            children.Skip(file.LengthSize);
            ulong child = children.Address();
            if (level > 0)
                Tree(child, heap, path, RequireLevel(child, level, depth), only);
            else
                Node(child, names, path, depth, only);
        }
    }

    // A tree is as high as its root says.
    private int RequireLevel(ulong child, int level, int depth) => file.At(child, 6).Signed("TREE").Skip(1).Byte() == level - 1
        ? depth
        : throw file.Damaged("a tree of links has levels of another order than 0, 1, 2");

    private void Node(ulong address, ulong names, string path, int depth, string? only)
    {
        if (!nodes.Add(address))
            throw file.Damaged($"the links of the group '{path}' are stored twice");
        int count = (int)file.At(address, 8).Signed("SNOD").Skip(2).Number(2), size = (2 * file.OffsetSize) + 24;
        Fields entries = file.At(address + 8, (ulong)(count * size));
        for (int i = 0; i < count; i++)
        {
            ulong nameAt = unchecked(names + entries.Address()), header = entries.Address(), kind = entries.Number(4);
            Fields cached = entries.Skip(4);
            ReadOnlySpan<byte> scratch = cached.Bytes(16);
            string name = file.TextAt(nameAt);
            if (only is not null && name != only)
                continue;
            string inner = Join(path, name);
            if (kind == 2)
                throw Pointing(inner, "another name of this file");
            var both = new Fields(file, scratch.ToArray());
            Group(header, kind == 1 ? (both.Address(), both.Address()) : null, inner, depth + 1);
        }
    }

    // Groups of the second format, with few links.
    private void Follow(Fields link, string path, int depth, string? only)
    {
        int flags = link.Skip(1).Byte(), type = (flags & 8) != 0 ? link.Byte() : 0;
        link.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        ulong length = link.Number(1 << (flags & 3));
        string name = Encoding.UTF8.GetString(link.Bytes(length > (ulong)link.Left ? -1 : (int)length));
        if (only is not null && name != only)
            return;
        string inner = Join(path, name);
        if (type != 0)
            throw Pointing(inner, type == 1 ? "another name of this file" : "another file");
        Group(link.Address(), null, inner, depth + 1);
    }

    private void RequireCompact(Fields info, string path)
    {
        int flags = info.Skip(1).Byte();
        ulong names = info.Skip(((flags & 1) != 0 ? 8 : 0) + file.OffsetSize).Address();
        if (!file.IsUndefined(names))
        {
            throw new WeightException(
                $"{file.Path}: the group '{path}' has its links in a heap (libver='latest', or in the order of their creation), "
                + "which is not read here; expected groups as Caffe writes them: copy the file with h5py's defaults");
        }
    }

    private WeightException Pointing(string name, string where) => new(
        $"{file.Path}: '{name}' is a link to {where}; expected the group or the dataset itself: h5py's copy puts it there");

    // What a dataset says of where its numbers are.
    private void Data(HeaderMessage message, string path)
    {
        if (message.Type == ExternalFiles)
            throw Elsewhere(path);
        if (message.Type != Layout)
            return;
        Fields data = message.Data;
        int version = data.Byte(), second = data.Byte(), kind = version < 3 ? data.Byte() : second;
        if (kind == 3)
            throw Elsewhere(path);
        if (kind != 2)
            return;
        int axes = version < 3 ? second : version == 3 ? data.Byte() : data.Skip(1).Byte(), width = version < 4 ? 4 : data.Byte();
        if (version < 4)
            data.Skip(version < 3 ? 5 + file.OffsetSize : file.OffsetSize);
        double bytes = 1;
        for (int axis = 0; axis < axes; axis++)
            bytes *= data.Number(width);
        if (bytes > mostBytes)
            throw new WeightException($"{file.Path}: '{path}' is stored in pieces of {bytes:0} bytes; the file cannot hold one");
    }

    private WeightException Elsewhere(string name) => new(
        $"{file.Path}: the numbers of '{name}' lie in another file; expected them in this one: h5py's copy puts them there");

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";
}
