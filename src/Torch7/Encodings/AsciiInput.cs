using System.Globalization;
using System.Numerics;
using System.Text;
using CaffeSharpGen.Torch7.Layout;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>
/// A file in text. Blanks separate the numbers of a row, a line feed ends it. Bytes stand as they are; a line feed follows unless there are
/// none.
/// </summary>
internal sealed unsafe class AsciiInput(string name, byte* start, long end, object owner) : Torch7Input(name, start, end, owner)
{
    private const int LongestNumber = 64;
    private const NumberStyles Integer = NumberStyles.AllowLeadingSign;

    public override bool IsAtEnd
    {
        get
        {
            SkipBlanks();
            return Remaining == 0;
        }
    }

    // A boolean for a key and nil for its value: 5, 1, 0, each with its line feed.
    public override int LeastEntryBytes => 6;

    public override int Int() => Single<int>("an integer of 32 bits");

    public override long Long() => Single<long>("an integer of 64 bits");

    public override double Double() => Single<double>("a number");

    public override long[] Longs(int count)
    {
        var longs = new long[count];
        Row(longs, "an integer of 64 bits");
        return longs;
    }

    public override ElementBlock Elements<T>(long count, long at) =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) ? Raw(count, at) : Parsed<T>(count, at);

    protected override void EndLine()
    {
        if (Remaining >= 2 && Pointer[0] == '\r' && Pointer[1] == '\n')
            Position += 2;
        else if (Remaining >= 1 && Pointer[0] == '\n')
            Position++;
    }

    private ElementBlock Raw(long count, long at)
    {
        if (count < 0 || count > Remaining)
            throw Fault(at, $"a storage of {count} bytes", $"0 to the {Remaining} bytes that are left");
        var block = new ElementBlock((nint)Pointer, count, 1, Owner);
        Position += count;
        if (count > 0)
            EndLine();
        return block;
    }

    private ElementBlock Parsed<T>(long count, long at) where T : unmanaged, INumberBase<T>
    {
        // A digit and a blank each: the memory is no larger than four times what is there.
        long most = Math.Min((Remaining + 1) / 2, Array.MaxLength);
        if (count < 0 || count > most)
            throw Fault(at, $"a storage of {count} elements", $"0 to {most}, in the {Remaining} bytes that are left");
        ElementBlock block = ElementBlock.Allocate<T>((int)count, out Span<T> elements);
        Row(elements, IsInteger<T>() ? $"an integer of {8 * sizeof(T)} bits" : "a number");
        return block;
    }

    private void Row<T>(Span<T> values, string expected) where T : unmanaged, INumberBase<T>
    {
        foreach (ref T value in values)
            value = Number<T>(expected);
        if (!values.IsEmpty)
            EndLine();
    }

    private T Single<T>(string expected) where T : INumberBase<T>
    {
        T value = Number<T>(expected);
        EndLine();
        return value;
    }

    private T Number<T>(string expected) where T : INumberBase<T>
    {
        SkipBlanks();
        long at = Position;
        while (Remaining > 0 && !IsBlank(*Pointer))
        {
            Position++;
            if (Position - at > LongestNumber)
                throw Fault(at, $"a word of more than {LongestNumber} bytes", expected);
        }
        var word = new ReadOnlySpan<byte>(Pointer - (Position - at), (int)(Position - at));
        if (!IsInteger<T>() && NotFinite(word) is { } special)
            return T.CreateSaturating(special);
        NumberStyles style = IsInteger<T>() ? Integer : Integer | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return T.TryParse(word, style, CultureInfo.InvariantCulture, out T? value)
            ? value
            : throw Fault(at, word.IsEmpty ? "the end of the file" : Quoted.Text(word), expected);
    }

    private static bool IsInteger<T>() => typeof(T) == typeof(short) || typeof(T) == typeof(int) || typeof(T) == typeof(long);

    // As C prints them.
    private static double? NotFinite(ReadOnlySpan<byte> word)
    {
        bool negative = word.StartsWith("-"u8);
        ReadOnlySpan<byte> name = negative ? word[1..] : word;
        if (Ascii.EqualsIgnoreCase(name, "nan"u8))
            return double.CopySign(double.NaN, negative ? -1 : 1);
        if (Ascii.EqualsIgnoreCase(name, "inf"u8))
            return negative ? double.NegativeInfinity : double.PositiveInfinity;
        return null;
    }

    private void SkipBlanks()
    {
        while (Remaining > 0 && IsBlank(*Pointer))
            Position++;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
