using System.Buffers.Text;
using System.Text;

namespace CaffeSharpGen;

/// <summary>The words of one line of a network's table (<see cref="FieldWriter"/>): <c>key=value</c>, or a word alone.</summary>
public readonly ref struct Fields
{
    private readonly ReadOnlySpan<byte> text;

    internal Fields(ReadOnlySpan<byte> text) => this.text = text;

    /// <summary>Whether a word stands alone.</summary>
    public bool Flag(ReadOnlySpan<byte> word)
    {
        for (int from = 0; Next(ref from) is { IsEmpty: false } found;)
        {
            if (found.SequenceEqual(word))
                return true;
        }
        return false;
    }

    /// <summary>The value of a key.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        for (int from = 0; Next(ref from) is { IsEmpty: false } word;)
        {
            if (word.Length > key.Length && word[key.Length] == (byte)'=' && word.StartsWith(key))
            {
                value = word.Slice(key.Length + 1);
                return true;
            }
        }
        value = default;
        return false;
    }

    /// <summary>A whole number.</summary>
    public int Int(ReadOnlySpan<byte> key, int? otherwise = null) =>
        !TryGet(key, out ReadOnlySpan<byte> value) ? otherwise ?? throw Missing() : ReadInt(ref value);

    /// <summary>Lengths along the height and the width.</summary>
    public (int Height, int Width) Pair(ReadOnlySpan<byte> key, int? otherwise = null)
    {
        if (!TryGet(key, out ReadOnlySpan<byte> value))
            return otherwise is { } both ? (both, both) : throw Missing();
        int height = ReadInt(ref value);
        value = value.StartsWith("×"u8) ? value.Slice("×"u8.Length) : throw Wrong();
        return (height, ReadInt(ref value));
    }

    /// <summary>A number.</summary>
    public float Float(ReadOnlySpan<byte> key, float otherwise) =>
        TryGet(key, out ReadOnlySpan<byte> value) ? ReadFloat(ref value) : otherwise;

    /// <summary>Numbers, none if they are not given.</summary>
    public EquatableArray<float> Floats(ReadOnlySpan<byte> key)
    {
        if (!TryGet(key, out ReadOnlySpan<byte> value))
            return [];
        var numbers = new List<float>();
        for (; value.Length > 0; SkipComma(ref value))
            numbers.Add(ReadFloat(ref value));
        return [.. numbers];
    }

    /// <summary>Whole numbers, none if they are not given.</summary>
    public EquatableArray<int> Ints(ReadOnlySpan<byte> key)
    {
        if (!TryGet(key, out ReadOnlySpan<byte> value))
            return [];
        var numbers = new List<int>();
        for (; value.Length > 0; SkipComma(ref value))
            numbers.Add(ReadInt(ref value));
        return [.. numbers];
    }

    /// <summary>A text of any characters.</summary>
    public string Text(ReadOnlySpan<byte> key, string? otherwise = null) => TryGet(key, out ReadOnlySpan<byte> value)
        ? TableName.Read(Encoding.UTF8.GetString(value.ToArray()))
        : otherwise ?? throw Missing();

    private static int ReadInt(ref ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out int number, out int length))
            throw Wrong();
        value = value.Slice(length);
        return number;
    }

    private static float ReadFloat(ref ReadOnlySpan<byte> value)
    {
        if (!Utf8Parser.TryParse(value, out float number, out int length))
            throw Wrong();
        value = value.Slice(length);
        return number;
    }

    private static void SkipComma(ref ReadOnlySpan<byte> value)
    {
        if (value.Length > 0)
            value = value[0] == (byte)',' ? value.Slice(1) : throw Wrong();
    }

    // The word at or behind an index, which moves to its end; empty at the end of the line.
    private ReadOnlySpan<byte> Next(scoped ref int from)
    {
        while (from < text.Length && text[from] == (byte)' ')
            from++;
        int start = from;
        while (from < text.Length && text[from] != (byte)' ')
            from++;
        return text.Slice(start, from - start);
    }

    // The reader of the table adds the line.
    private static FormatException Missing() => new("a word is missing");

    private static FormatException Wrong() => new("a number is not written as it should be");
}
