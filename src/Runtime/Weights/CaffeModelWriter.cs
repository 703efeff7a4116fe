using CaffeSharpGen.Weights.Protobuf;
using Google.Protobuf;

namespace CaffeSharpGen.Weights;

/// <summary>
/// Writes a <c>.caffemodel</c> layer by layer: no more of it is in memory than the layer at hand, and floats go to the file from where they lie.
/// </summary>
public static class CaffeModelWriter
{
    private const int LegacyAxes = 4, MostAxes = 32;

    /// <summary>Writes a file, whole or not at all: if something fails, what was at <paramref name="path"/> is still there.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="netName">Name of the network.</param>
    /// <param name="layers">
    /// The layers, taken one at a time: a sequence that makes each as it is asked for never has two in memory.
    /// Blobs have Caffe's shapes: convolutions out×in×H×W, fully connected layers out×in, biases out.
    /// </param>
    /// <param name="format">
    /// Today's format unless told. In the legacy one, a blob of fewer than four axes gets further ones of length 1 in front, as Caffe did.
    /// </param>
    /// <exception cref="WeightException">
    /// The format has no such layer type or shape, there are no layers, a layer is larger than protobuf allows (2 GiB), or the file cannot be written.
    /// </exception>
    public static void Write(string path, string netName, IEnumerable<LayerTensors> layers, CaffeModelFormat format = CaffeModelFormat.V2) =>
        WholeFile.Write(path, stream =>
        {
            using var output = new CodedOutputStream(stream, leaveOpen: true);
            new NetworkMessage { Name = netName }.WriteTo(output);
            bool any = false;
            foreach (LayerTensors layer in layers)
            {
                WriteLayer(path, layer, format, output, stream);
                any = true;
            }
            output.Flush();
            if (!any)
                throw new WeightException($"{path}: there are no layers to write; expected at least one");
        });

    private static void WriteLayer(string path, LayerTensors layer, CaffeModelFormat format, CodedOutputStream output, Stream stream)
    {
        (IMessage head, int layersField, int blobsField) = format == CaffeModelFormat.V1
            ? (LegacyHead(path, layer), NetworkMessage.LegacyLayersFieldNumber, LegacyLayerMessage.BlobsFieldNumber)
            : ((IMessage)new LayerMessage { Name = layer.Name, Type = layer.Type }, NetworkMessage.LayersFieldNumber, LayerMessage.BlobsFieldNumber);
        BlobMessage[] blobs = [.. layer.Blobs.Select((blob, index) => BlobHead(path, layer, index, blob.Shape, format))];
        long[] sizes = [.. blobs.Select((blob, index) => blob.CalculateSize() + FieldSize(BlobMessage.DataFieldNumber, DataSize(layer.Blobs[index])))];
        long size = head.CalculateSize() + sizes.Sum(blobSize => FieldSize(blobsField, blobSize));
        if (size > int.MaxValue)
            throw new WeightException($"{path}: layer '{layer.Name}' takes {size} bytes; expected at most {int.MaxValue}, protobuf's limit");

        WriteStart(output, layersField, size);
        head.WriteTo(output);
        for (int i = 0; i < blobs.Length; i++)
        {
            WriteStart(output, blobsField, sizes[i]);
            blobs[i].WriteTo(output);
            WriteStart(output, BlobMessage.DataFieldNumber, DataSize(layer.Blobs[i]));
            // The data follows past the buffer of the protobuf stream.
            output.Flush();
            FloatBytes.Write(stream, layer.Blobs[i].Span);
        }
    }

    private static LegacyLayerMessage LegacyHead(string path, LayerTensors layer) =>
        LegacyLayerTypes.TryGetNumber(layer.Type, out int number)
            ? new LegacyLayerMessage { Name = layer.Name, Type = number }
            : throw new WeightException($"{path}: layer '{layer.Name}' has the type '{layer.Type}', which the V1 format does not have; expected the V2 format");

    private static BlobMessage BlobHead(string path, LayerTensors layer, int index, Shape shape, CaffeModelFormat format)
    {
        int most = format == CaffeModelFormat.V1 ? LegacyAxes : MostAxes;
        if (shape.Rank > most)
            throw new WeightException($"{path}: blob {index} of layer '{layer.Name}' has shape {shape}; expected at most {most} axes in the {format} format");
        return format == CaffeModelFormat.V1 ? LegacyBlobHead(shape) : new BlobMessage { Shape = Lengths(shape) };
    }

    /// <summary>A blob of four axes without its data; axes of length 1 are added in front.</summary>
    internal static BlobMessage LegacyBlobHead(Shape shape)
    {
        int Length(int axis) => axis - (LegacyAxes - shape.Rank) is >= 0 and int own ? shape[own] : 1;
        return new BlobMessage { Num = Length(0), Channels = Length(1), Height = Length(2), Width = Length(3) };
    }

    private static LengthsMessage Lengths(Shape shape)
    {
        var message = new LengthsMessage();
        foreach (int length in shape)
            message.Lengths.Add(length);
        return message;
    }

    /// <summary>Writes the number and the length of a field; its bytes come next.</summary>
    internal static void WriteStart(CodedOutputStream output, int field, long size)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength((int)size);
    }

    internal static long DataSize(Tensor blob) => (long)blob.Shape.Count * sizeof(float);

    private static long FieldSize(int field, long size) =>
        CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeUInt64Size((ulong)size) + size;
}
