using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CaffeSharpGen;

/// <content>NumPy's array files.</content>
public sealed partial class Tensor
{
    private const int BytesAtOnce = 1 << 16;

    /// <summary>Reads a NumPy array (<c>numpy.save</c>) of float32 or float16 elements in C order.</summary>
    /// <param name="path">A <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no such array, holds other elements (float64 would lose digits: save <c>array.astype('float32')</c>), or ends too early
    /// or too late.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor LoadNpy(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new FileNotFoundException($"{path}: found a folder; expected a NumPy array (.npy)", path);
        using FileStream file = File.OpenRead(path);
        Tensor tensor = LoadNpy(file, path);
        if (file.ReadByte() >= 0)
            throw NpyHeader.Invalid(path, $"more bytes behind the elements of {tensor.Shape}", "the end of the file");
        return tensor;
    }

    /// <summary>Reads a NumPy array from a stream, which is then behind its last element.</summary>
    /// <param name="npy">The stream; it stays open. Nothing larger than what it holds is allocated.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="LoadNpy(string)" path="/exception"/>
    public static Tensor LoadNpy(Stream npy, string name = "NumPy array")
    {
        ArgumentNullException.ThrowIfNull(npy);
        NpyHeader header = NpyHeader.Read(npy, name);
        int size = header.Type switch
        {
            "<f4" or ">f4" => sizeof(float),
            "<f2" or ">f2" => sizeof(float) / 2,
            "<f8" or ">f8" => throw NpyHeader.Invalid(
                name, "float64 elements, which a tensor would round", "float32: numpy.save(file, array.astype('float32'))"),
            string other => throw NpyHeader.Invalid(
                name, $"elements of type '{other}'", "float32: numpy.save(file, array.astype('float32'))"),
        };
        if (npy.CanSeek && npy.Length - npy.Position < (long)header.Shape.Count * size)
            throw TooShort(name, header, npy.Length - npy.Position, size);
        var elements = new Elements(header.Shape.Count, isWhole: npy.CanSeek);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(BytesAtOnce);
        try
        {
            for (int read = 0; read < header.Shape.Count;)
            {
                Span<byte> part = bytes.AsSpan(0, (int)Math.Min(BytesAtOnce, (long)(header.Shape.Count - read) * size));
                int found = npy.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
                if (found < part.Length)
                    throw TooShort(name, header, (long)read * size + found, size);
                Decode(part, header.Type, elements.Next(part.Length / size));
                read += part.Length / size;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
        return new Tensor(header.Shape, elements.ToArray());
    }

    /// <summary>Writes the tensor as a NumPy array (<c>numpy.load</c>), float32 in C order; the file is there whole or not.</summary>
    /// <param name="path">A <c>.npy</c> file, which is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveNpy(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string whole = Path.GetFullPath(path), temporary = $"{whole}.{Guid.NewGuid():N}.part";
        try
        {
            using (FileStream file = File.Create(temporary))
                SaveNpy(file);
            File.Move(temporary, whole, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes the tensor as a NumPy array to a stream, which stays open.</summary>
    public void SaveNpy(Stream npy)
    {
        ArgumentNullException.ThrowIfNull(npy);
        NpyHeader.Write(npy, Shape);
        if (BitConverter.IsLittleEndian)
        {
            npy.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)Span));
            return;
        }
        Span<byte> element = stackalloc byte[sizeof(float)];
        foreach (float value in Span)
        {
            BinaryPrimitives.WriteSingleLittleEndian(element, value);
            npy.Write(element);
        }
    }

    private static void Decode(ReadOnlySpan<byte> bytes, string type, Span<float> elements)
    {
        bool isBig = type[0] == '>', isHalf = type[2] == '2';
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = (isHalf, isBig) switch
            {
                (false, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]),
                (false, true) => BinaryPrimitives.ReadSingleBigEndian(bytes[(i * sizeof(float))..]),
                (true, false) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(i * 2)..]),
                (true, true) => (float)BinaryPrimitives.ReadHalfBigEndian(bytes[(i * 2)..]),
            };
        }
    }

    private static InvalidDataException TooShort(string name, NpyHeader header, long found, int size) => NpyHeader.Invalid(
        name, $"{found} bytes of elements", $"{(long)header.Shape.Count * size}, for {header.Shape} of type '{header.Type}'");

    // Of a stream that does not say how long it is, what its header says is believed only as far as bytes arrive.
    private sealed class Elements(int count, bool isWhole)
    {
        private float[] found = new float[isWhole ? count : Math.Min(count, BytesAtOnce)];
        private int used;

        public Span<float> Next(int more)
        {
            if (used + more > found.Length)
                Array.Resize(ref found, (int)Math.Min(count, Math.Max(2L * found.Length, used + more)));
            used += more;
            return found.AsSpan(used - more, more);
        }

        public float[] ToArray() => found.Length == count ? found : found[..count];
    }
}
