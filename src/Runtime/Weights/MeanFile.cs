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

    /// <summary>Reads a file.</summary>
    /// <returns>
    /// N×C×H×W, with axes of length 1 in front where the file has fewer. The values are as stored; Caffe's means are 0 … 255.
    /// </returns>
    /// <exception cref="WeightException">
    /// There is no such file, or it is not a mean file; the message says where and what was expected.
    /// </exception>
    public static Tensor Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new WeightException($"{path}: this is a folder; expected a binaryproto");
            if (!File.Exists(path))
                throw new WeightException($"{path}: there is no such file; expected a binaryproto");
            using FileStream stream = File.OpenRead(path);
            if (stream.Length is 0 or > int.MaxValue)
            {
                throw new WeightException(
                    $"{path}: the file has {stream.Length} bytes; expected a binaryproto of at most {int.MaxValue}");
            }
            RefuseOtherFormats(path, stream);
            return ToTensor(path, Parse(path, stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightException($"{path}: the file cannot be read: {failure.Message}", failure);
        }
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

    private static void RefuseOtherFormats(string path, FileStream stream)
    {
        Span<byte> head = stackalloc byte[OtherFormats.HeadLength];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        OtherFormats.Refuse(path, head[..length], "a binaryproto");
        stream.Position = 0;
    }

    // From a stream, protobuf makes room as values arrive, not for the length that is written: a damaged length costs no memory.
    private static BlobMessage Parse(string path, FileStream stream)
    {
        using var input = CodedInputStream.CreateWithLimits(stream, sizeLimit: int.MaxValue, recursionLimit: 16);
        try
        {
            return BlobMessage.Parser.WithDiscardUnknownFields(true).ParseFrom(input);
        }
        catch (InvalidProtocolBufferException failure)
        {
            throw new WeightException(
                $"{path}: at byte {input.Position} of {stream.Length} the file is damaged, cut short, or no binaryproto: {failure.Message}",
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
