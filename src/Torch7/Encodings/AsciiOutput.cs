using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;
using CaffeSharpGen.Torch7.Layout;

namespace CaffeSharpGen.Torch7.Encodings;

/// <summary>
/// A file in text, with each number as C prints it: floats with 9 significant digits, doubles with 17. Blanks separate the numbers of a
/// row.
/// </summary>
internal sealed class AsciiOutput(Stream stream) : Torch7Output
{
    private const int LongestNumber = 32;
    private const string NineDigits = "g9", SeventeenDigits = "g17";

    private readonly byte[] buffer = new byte[LongestNumber + 1];

    public override void Int(int value) => Row<int>([value], "d");

    public override void Double(double value) => Row<double>([value], SeventeenDigits);

    public override void Longs(ReadOnlySpan<long> values) => Row(values, "d");

    public override void Bytes(ReadOnlySpan<byte> bytes)
    {
        Int(bytes.Length);
        Raw(bytes, isLast: true);
    }

    public override void Elements<T>(ElementBlock elements)
    {
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte))
        {
            for (long done = 0; done < elements.Count; done += ChunkLength)
                Raw(elements.Bytes(done, (int)Math.Min(ChunkLength, elements.Count - done)), done + ChunkLength >= elements.Count);
        }
        else if (typeof(T) == typeof(Half) || typeof(T) == typeof(float))
        {
            Chunks<T, float>(elements, NineDigits);
        }
        else if (typeof(T) == typeof(double))
        {
            Chunks<T, double>(elements, SeventeenDigits);
        }
        else
        {
            Chunks<T, long>(elements, "d");
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes, bool isLast)
    {
        stream.Write(bytes);
        if (isLast && !bytes.IsEmpty)
            stream.WriteByte((byte)'\n');
    }

    private void Chunks<T, TPrinted>(ElementBlock elements, string format)
        where T : unmanaged, INumberBase<T>
        where TPrinted : unmanaged, INumberBase<TPrinted>
    {
        var chunk = new TPrinted[Math.Min(ChunkLength, elements.Count)];
        for (long done = 0; done < elements.Count; done += ChunkLength)
        {
            Span<TPrinted> printed = chunk.AsSpan(0, (int)Math.Min(ChunkLength, elements.Count - done));
            elements.Convert<T, TPrinted>(done, 1, printed);
            Row<TPrinted>(printed, format, done + printed.Length < elements.Count);
        }
    }

    private void Row<T>(ReadOnlySpan<T> values, string format, bool continues = false) where T : INumberBase<T>
    {
        for (int i = 0; i < values.Length; i++)
        {
            int length = Format(values[i], format);
            buffer[length] = i < values.Length - 1 || continues ? (byte)' ' : (byte)'\n';
            stream.Write(buffer, 0, length + 1);
        }
    }

    private int Format<T>(T value, string format) where T : INumberBase<T>
    {
        if (!T.IsFinite(value))
            return Encoding.ASCII.GetBytes((T.IsNegative(value) ? "-" : "") + (T.IsNaN(value) ? "nan" : "inf"), buffer);
        return value.TryFormat(buffer.AsSpan(0, LongestNumber), out int length, format, CultureInfo.InvariantCulture)
            ? length
            : throw new UnreachableException($"{value} takes more than {LongestNumber} characters");
    }
}
