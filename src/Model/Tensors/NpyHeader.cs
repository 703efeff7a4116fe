using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CaffeSharpGen;

/// <summary>
/// What stands before the elements of a NumPy <c>.npy</c> file (versions 1.0, 2.0 and 3.0): a magic string, and a Python dictionary with
/// the element type, the order and the shape. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
/// </summary>
/// <param name="Type">NumPy's code of the element type, such as <c>&lt;f4</c>.</param>
/// <param name="Shape">Lengths of the axes.</param>
internal readonly record struct NpyHeader(string Type, Shape Shape)
{
    // NumPy itself refuses longer ones.
    private const int LongestDictionary = 10_000;
    private const int MostAxes = 32;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header; the stream is then at the first element.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="InvalidDataException">It is no header that is understood.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
            throw Invalid(name, "no NumPy array", "a file that begins with \\x93NUMPY (numpy.save)");
        (byte major, byte minor) = (start[6], start[7]);
        if (major is not (1 or 2 or 3) || minor != 0)
            throw Invalid(name, $"version {major}.{minor} of the format", "1.0, 2.0 or 3.0");
        Span<byte> length = stackalloc byte[major == 1 ? 2 : 4];
        Fill(stream, length, name);
        long count = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(length) : BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > LongestDictionary)
            throw Invalid(name, $"a header of {count} bytes", $"at most {LongestDictionary}");
        byte[] dictionary = new byte[count];
        Fill(stream, dictionary, name);
        return Parse(new NpyDictionary(Encoding.UTF8.GetString(dictionary), name), name);
    }

    /// <summary>Writes the header of float32 elements in C order.</summary>
    public static void Write(Stream stream, Shape shape)
    {
        string lengths = string.Concat(
            shape.Dimensions.ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture) + ", "));
        // As Python prints tuples: (), (2,), (2, 3).
        lengths = shape.Rank == 1 ? lengths.TrimEnd() : lengths.TrimEnd(' ', ',');
        string dictionary = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({lengths}), }}";
        int before = Magic.Length + 4, blanks = Alignment - (before + dictionary.Length + 1) % Alignment;
        dictionary += new string(' ', blanks % Alignment) + "\n";
        stream.Write(Magic);
        Span<byte> rest = [1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], (ushort)dictionary.Length);
        stream.Write(rest);
        stream.Write(Encoding.ASCII.GetBytes(dictionary));
    }

    /// <summary>An error that names the file, what was found and what was expected.</summary>
    public static InvalidDataException Invalid(string name, string found, string expected) =>
        new($"{name}: found {found}; expected {expected}");

    private static NpyHeader Parse(NpyDictionary dictionary, string name)
    {
        string? type = null;
        bool? isFortran = null;
        int[]? lengths = null;
        dictionary.Expect('{');
        while (!dictionary.TryTake('}'))
        {
            string key = dictionary.Text();
            dictionary.Expect(':');
            switch (key)
            {
                case "descr":
                    type = dictionary.Text();
                    break;
                case "fortran_order":
                    isFortran = dictionary.Truth();
                    break;
                case "shape":
                    lengths = dictionary.Tuple(MostAxes);
                    break;
                default:
                    throw Invalid(name, $"the entry '{key}' in the header", "descr, fortran_order and shape");
            }
            if (!dictionary.TryTake(','))
            {
                dictionary.Expect('}');
                break;
            }
        }
        dictionary.ExpectEnd();
        if (type is null || isFortran is not { } order || lengths is null)
            throw Invalid(name, "a header without descr, fortran_order or shape", "all three");
        if (order && lengths.Length > 1)
            throw Invalid(name, "elements in Fortran order", "C order: numpy.save(file, numpy.ascontiguousarray(array))");
        try
        {
            return new NpyHeader(type, Shape.Of(lengths));
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"{name}: {problem.Message}", problem);
        }
    }

    private static void Fill(Stream stream, Span<byte> bytes, string name)
    {
        int found = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (found < bytes.Length)
            throw Invalid(name, "the end of the file within its header", $"{bytes.Length - found} more bytes");
    }
}
