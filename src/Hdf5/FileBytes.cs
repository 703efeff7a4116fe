using System.Buffers.Binary;
using System.Text;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Hdf5;

/// <summary>The bytes of an HDF5 file by their addresses, none beyond its end.</summary>
/// <param name="path">Where the file is.</param>
/// <param name="file">The file.</param>
internal sealed class FileBytes(string path, Stream file)
{
    /// <summary>Where the file is.</summary>
    public string Path => path;

    /// <summary>What addresses count from.</summary>
    public ulong Base { get; set; }

    /// <summary>How many bytes an address has.</summary>
    public int OffsetSize { get; set; } = 8;

    /// <summary>How many bytes a length has.</summary>
    public int LengthSize { get; set; } = 8;

    /// <summary>Length of the file.</summary>
    public ulong Length => (ulong)file.Length;

    /// <summary>Whether an address says that there is nothing.</summary>
    public bool IsUndefined(ulong address) => address == (OffsetSize >= 8 ? ulong.MaxValue : (1UL << (8 * OffsetSize)) - 1);

    /// <summary>Some bytes.</summary>
    /// <exception cref="WeightException">They lie beyond the end.</exception>
    public Fields At(ulong address, ulong count)
    {
        ulong start = unchecked(Base + address);
        if (start < Base || start > Length || count > Length - start || count > int.MaxValue)
            throw Damaged($"{count} bytes at {address} lie beyond its end");
        byte[] bytes = new byte[count];
        file.Position = (long)start;
        file.ReadExactly(bytes);
        return new Fields(this, bytes);
    }

    /// <summary>A text that ends with a zero, such as a name in a local heap; of a damaged one what there is.</summary>
    public string TextAt(ulong address)
    {
        const ulong most = 256;
        ulong start = unchecked(Base + address);
        if (start < Base || start >= Length)
            return "?";
        byte[] bytes = new byte[Math.Min(most, Length - start)];
        file.Position = (long)start;
        file.ReadExactly(bytes);
        int end = bytes.AsSpan().IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    /// <summary>The error of a file that is no sound HDF5.</summary>
    public WeightException Damaged(string what) => new($"{path}: the file cannot be read as HDF5: {what}");
}

/// <summary>Some bytes of a file, read one field after another.</summary>
/// <param name="file">The file.</param>
/// <param name="bytes">The bytes.</param>
internal sealed class Fields(FileBytes file, byte[] bytes)
{
    private int position;

    /// <summary>How many bytes are left.</summary>
    public int Left => bytes.Length - position;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Left)
            throw file.Damaged($"a field of {count} bytes begins {Left} bytes before the end of its structure");
        position += count;
        return bytes.AsSpan(position - count, count);
    }

    /// <summary>Leaves bytes out.</summary>
    public Fields Skip(int count)
    {
        Bytes(count);
        return this;
    }

    /// <summary>The next byte.</summary>
    public int Byte() => Bytes(1)[0];

    /// <summary>A number of some bytes, the lowest first.</summary>
    public ulong Number(int count)
    {
        Span<byte> all = stackalloc byte[8];
        all.Clear();
        ReadOnlySpan<byte> own = Bytes(count);
        own[..Math.Min(count, 8)].CopyTo(all);
        return BinaryPrimitives.ReadUInt64LittleEndian(all);
    }

    /// <summary>An address.</summary>
    public ulong Address() => Number(file.OffsetSize);

    /// <summary>A length.</summary>
    public ulong Size() => Number(file.LengthSize);

    /// <summary>Requires four letters.</summary>
    public Fields Signed(string signature)
    {
        string found = Encoding.Latin1.GetString(Bytes(4));
        return found == signature ? this : throw file.Damaged($"a structure begins with '{found}'; expected '{signature}'");
    }
}
