using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A file in text, number for number as C prints it: rows of numbers with blanks between them, floats with 9 significant digits, doubles with 17.
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

    public override void Elements(Torch7Storage storage)
    {
        switch (storage.ElementType)
        {
            case Torch7ElementType.Byte or Torch7ElementType.Char:
                for (long done = 0; done < storage.Count; done += ChunkLength)
                    Raw(storage.Bytes(done, (int)Math.Min(ChunkLength, storage.Count - done)), done + ChunkLength >= storage.Count);
                break;
            case Torch7ElementType.Half or Torch7ElementType.Float:
                Chunks<float>(storage, NineDigits);
                break;
            case Torch7ElementType.Double:
                Chunks<double>(storage, SeventeenDigits);
                break;
            default:
                Chunks<long>(storage, "d");
                break;
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes, bool isLast)
    {
        stream.Write(bytes);
        if (isLast && !bytes.IsEmpty)
            stream.WriteByte((byte)'\n');
    }

    private void Chunks<T>(Torch7Storage storage, string format) where T : unmanaged, INumberBase<T>
    {
        var chunk = new T[Math.Min(ChunkLength, storage.Count)];
        for (long done = 0; done < storage.Count; done += ChunkLength)
        {
            int count = (int)Math.Min(ChunkLength, storage.Count - done);
            storage.Read(done, 1, chunk.AsSpan(0, count));
            Row(chunk.AsSpan(0, count), format, done + count < storage.Count);
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
