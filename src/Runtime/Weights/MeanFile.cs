using CaffeSharpGen.Weights.CaffeFormat;
using Google.Protobuf;

namespace CaffeSharpGen.Weights;

/// <summary>
/// A <c>.binaryproto</c>: one array in Caffe's format, mostly the mean of a data set's images, 1×C×H×W, channels in the order of the
/// network's input.
/// </summary>
public static class MeanFile
{
    private const int Axes = 4;
    private const string Expected = "a binaryproto";

    /// <summary>Reads a file.</summary>
    /// <returns>
    /// N×C×H×W, with axes of length 1 in front where the file has fewer. The values are as stored; Caffe's means are 0 … 255.
    /// </returns>
    /// <exception cref="WeightException">
    /// There is no such file, or it is not a mean file; the message says where and what was expected.
    /// </exception>
    public static Tensor Read(string path)
    {
        FileMemory file = FileMemory.Open(path, Expected);
        return Read(path, file);
    }

    /// <summary>Reads a stream from its position to its end; it stays open. A resource of an assembly is such a stream.</summary>
    /// <param name="stream">The stream; it need not be seekable.</param>
    /// <param name="name">What messages call it; defaults to the path of a <see cref="FileStream"/>.</param>
    /// <inheritdoc cref="Read(string)" path="/returns"/>
    /// <exception cref="WeightException">It is not a mean file; the message says where and what was expected.</exception>
    public static Tensor Read(Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        name ??= (stream as FileStream)?.Name ?? "a mean from a stream";
        return Read(name, CopiedFile.Read(stream, new StreamContent(name, Expected), progress: null, CancellationToken.None));
    }

    /// <summary>Writes a file in the legacy format of four axes, as Caffe's own tool does; whole, or not at all.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="mean">N×C×H×W; axes of length 1 are added in front if it has fewer.</param>
    /// <exception cref="WeightException">The tensor has more than four axes or 2 GiB, or the file cannot be written.</exception>
    public static void Write(string path, Tensor mean)
    {
        if (mean.Shape.Rank > Axes)
            throw new WeightException($"{path}: the mean has shape {mean.Shape}; expected at most {Axes} axes");
        long size = BlobWriter.DataSize(mean);
        if (size > int.MaxValue)
            throw new WeightException($"{path}: the mean takes {size} bytes; expected at most {int.MaxValue}, protobuf's limit");
        WholeFile.Write(path, stream =>
        {
            using var output = new CodedOutputStream(stream, leaveOpen: true);
            BlobWriter.Write(output, stream, BlobWriter.LegacyHead(mean.Shape), mean);
        });
    }

    private static unsafe Tensor Read(string name, FileMemory file)
    {
        try
        {
            if (file.Length > int.MaxValue)
                throw new WeightException($"{name}: the file has {file.Length} bytes; expected {Expected} of at most {int.MaxValue}");
            OtherFormats.Refuse(name, new ReadOnlySpan<byte>(file.Start, (int)Math.Min(file.Length, OtherFormats.HeadLength)), Expected);
            using var stream = new UnmanagedMemoryStream(file.Start, file.Length);
            return ToTensor(name, Parse(name, stream));
        }
        finally
        {
            file.Release();
        }
    }

    // From a stream, protobuf makes room as values arrive, not for the length that is written: a damaged length costs no memory.
    private static BlobMessage Parse(string name, UnmanagedMemoryStream stream)
    {
        using var input = CodedInputStream.CreateWithLimits(stream, sizeLimit: int.MaxValue, recursionLimit: 16);
        try
        {
            return BlobMessage.Parser.WithDiscardUnknownFields(true).ParseFrom(input);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new WeightException(
                $"{name}: at byte {input.Position} of {stream.Length} the file is damaged, cut short, or no binaryproto: {failure.Message}",
                failure);
        }
    }

    private static Tensor ToTensor(string path, BlobMessage blob)
    {
        bool isLegacy = blob.HasNum || blob.HasChannels || blob.HasHeight || blob.HasWidth;
        long[] lengths = isLegacy ? [blob.Num, blob.Channels, blob.Height, blob.Width] : [.. blob.Shape?.Lengths ?? []];
        int count = blob.DoubleData.Count > 0 ? blob.DoubleData.Count : blob.Data.Count;
        string shape = string.Join("×", lengths.Take(Axes + 1)) + (lengths.Length > Axes + 1 ? "×…" : "");
        if (lengths.Length is 0 or > Axes)
        {
            throw new WeightException(
                $"{path}: the array has {(lengths.Length == 0 ? "no shape" : "shape " + shape)}; expected 1 to {Axes} axes");
        }
        double expected = 1;
        foreach (long length in lengths)
        {
            if (length is <= 0 or > int.MaxValue)
                throw new WeightException($"{path}: the array has shape {shape}; expected lengths of 1 … {int.MaxValue}");
            expected *= length;
        }
        if (expected != count)
            throw new WeightException($"{path}: there are {count} values in an array of shape {shape}; expected {expected:0}");

        var full = new int[Axes];
        full.AsSpan().Fill(1);
        for (int axis = 0; axis < lengths.Length; axis++)
            full[Axes - lengths.Length + axis] = (int)lengths[axis];
        var tensor = new Tensor(Shape.Of(full));
        Span<float> values = tensor.Span;
        for (int i = 0; i < count; i++)
            values[i] = blob.DoubleData.Count > 0 ? (float)blob.DoubleData[i] : blob.Data[i];
        return tensor;
    }
}
