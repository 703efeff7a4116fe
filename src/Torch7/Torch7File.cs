using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Torch7.Encodings;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A <c>.t7</c> file as <c>torch.save</c> writes it, in binary or text, of any version. The file is mapped into memory. Elements in a
/// binary file are read when they are used, and copied only to be converted.
/// </summary>
public sealed unsafe class Torch7File : IDisposable
{
    private readonly IDisposable? mapping;

    private Torch7File(string name, Torch7Format format, Torch7Value value, IDisposable? mapping)
    {
        Name = name;
        Format = format;
        Value = value;
        this.mapping = mapping;
    }

    /// <summary>The file's path.</summary>
    public string Name { get; }

    /// <summary>Its encoding, found by reading it.</summary>
    public Torch7Format Format { get; }

    /// <summary>Its content.</summary>
    public Torch7Value Value { get; }

    /// <summary>Its content as a node to start from: <c>file.Root["protos"]["lm"]</c>.</summary>
    public Torch7Node Root => new(Name, "", Value);

    /// <summary>Opens a file. Its structure is read and checked, the elements of a binary file are not.</summary>
    /// <exception cref="WeightException">
    /// There is no such file, or it is not a Torch7 file; the message names the byte and what was expected.
    /// </exception>
    public static Torch7File Open(string path)
    {
        WeightFile file = WeightFile.Open(path, "a Torch7 file");
        try
        {
            return Read(path, file.Start, file.Length, file, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="content">Its bytes; they are copied.</param>
    /// <exception cref="WeightException">It is not a Torch7 file; the message names the byte and what was expected.</exception>
    public static Torch7File Read(string name, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            throw new WeightException($"{name}: there are no bytes; expected a Torch7 file");
        ElementBlock block = ElementBlock.Allocate<byte>(content.Length, out Span<byte> copy);
        content.CopyTo(copy);
        Torch7File file = Read(name, (byte*)block.First, block.Count, block.Owner, null);
        GC.KeepAlive(block.Owner);
        return file;
    }

    /// <summary>
    /// Closes the file: its storages, and weights made of them, can no longer be read. Networks that loaded from it keep the memory they
    /// need.
    /// </summary>
    public void Dispose() => mapping?.Dispose();

    private static Torch7File Read(string name, byte* start, long length, object owner, IDisposable? mapping)
    {
        switch (*start)
        {
            // A file begins with a small number: as text, or as four bytes with the lowest first.
            case >= (byte)'0' and <= (byte)'9':
                var reader = new ObjectReader(new AsciiInput(name, start, length, owner));
                return new Torch7File(name, Torch7Format.Ascii, reader.Read(), mapping);
            case <= Tags.Function:
                return ReadBinary(name, start, length, owner, mapping);
            default:
                OtherFormats.Refuse(name, new ReadOnlySpan<byte>(start, (int)Math.Min(length, OtherFormats.HeadLength)), "a Torch7 file");
                throw new WeightException(
                    $"{name}: at byte 0 there is {*start:X2} (hexadecimal); "
                    + $"expected a Torch7 file, which begins with a number of 0 … {Tags.Function}");
        }
    }

    // The length of longs is not in the file. With the wrong length reading fails, but for some short files that are cut.
    private static Torch7File ReadBinary(string name, byte* start, long length, object owner, IDisposable? mapping)
    {
        BinaryInput input64 = new(name, start, length, owner, sizeof(long)), input32 = new(name, start, length, owner, sizeof(int));
        ObjectReader reader64 = new(input64), reader32 = new(input32);
        if (TryRead(reader64, out Torch7Value? value, out WeightException? failure64))
            return new Torch7File(name, Torch7Format.Binary64, value, mapping);

        bool isRead = TryRead(reader32, out value, out WeightException? failure32);
        // A tensor in a file with longs of 64 bits, read with 32, is empty or has no storage.
        bool isShort = reader32.HasElements;
        // No count of an intact file is larger than the file.
        bool isNotLong = input64.FirstLong is { } first && (ulong)first > (ulong)length;
        return isRead && (isShort || isNotLong)
            ? new Torch7File(name, Torch7Format.Binary32, value!, mapping)
            : throw (isShort ? failure32 : failure64)!;
    }

    private static bool TryRead(ObjectReader reader, [NotNullWhen(true)] out Torch7Value? value, out WeightException? failure)
    {
        try
        {
            (value, failure) = (reader.Read(), null);
            return true;
        }
        catch (WeightException problem)
        {
            (value, failure) = (null, problem);
            return false;
        }
    }
}
