using System.Buffers.Binary;
using System.Text;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Puts a binary file together by hand, independently of the writer.</summary>
/// <param name="longBytes">Bytes of a long.</param>
internal sealed class Binary(int longBytes = 8)
{
    private readonly List<byte> bytes = [];

    public byte[] Bytes => [.. bytes];

    public static Binary operator +(Binary left, Binary right) => left.Raw(right.Bytes);

    public Binary Raw(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public Binary Int(params int[] values)
    {
        foreach (int value in values)
            Raw(BitConverter.GetBytes(value));
        return this;
    }

    public Binary Long(params long[] values)
    {
        foreach (long value in values)
            Raw(longBytes == 8 ? BitConverter.GetBytes(value) : BitConverter.GetBytes((int)value));
        return this;
    }

    public Binary Text(string text) => Int(Encoding.UTF8.GetByteCount(text)).Raw(Encoding.UTF8.GetBytes(text));

    public Binary Nil() => Int(0);

    public Binary Number(double value) => Int(1).Raw(BitConverter.GetBytes(value));

    public Binary String(string text) => Int(2).Text(text);

    public Binary Boolean(bool value) => Int(5, value ? 1 : 0);

    /// <summary>The beginning of a table; its keys and values follow.</summary>
    public Binary Table(int index, int count) => Int(3, index, count);

    /// <summary>A table, an object or a function that was there already.</summary>
    public Binary Again(int tag, int index) => Int(tag, index);

    /// <summary>The beginning of an object; its content follows.</summary>
    public Binary Torch(int index, string className, string? version = "V 1")
    {
        Int(4, index);
        if (version is not null)
            Text(version);
        return Text(className);
    }

    /// <summary>A tensor up to its storage, which follows.</summary>
    public Binary Tensor(int index, string className, long[] sizes, long[] strides, long offset = 1, string? version = "V 1") =>
        Torch(index, className, version).Int(sizes.Length).Long(sizes).Long(strides).Long(offset);

    public Binary Storage(int index, string className, long count, params byte[] elements) =>
        Torch(index, className).Long(count).Raw(elements);

    public Binary Floats(int index, params float[] values) =>
        Storage(index, "torch.FloatStorage", values.Length, [.. values.SelectMany(BitConverter.GetBytes)]);

    public Torch7File Read() => Torch7File.Read("hand.t7", Bytes);
}

/// <summary>Short ways to look at what was read.</summary>
internal static class Look
{
    public static Torch7File Ascii(string text) => Torch7File.Read("hand.t7", Encoding.Latin1.GetBytes(text));

    public static byte[] Written(this Torch7Value value, Torch7Format format = Torch7Format.Binary64)
    {
        using var stream = new MemoryStream();
        Torch7Writer.Write(stream, "written.t7", value, format);
        return stream.ToArray();
    }

    public static string WrittenText(this Torch7Value value) => Encoding.Latin1.GetString(value.Written(Torch7Format.Ascii));
}
