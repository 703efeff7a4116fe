using CaffeSharpGen.Weights.CaffeFormat;
using Google.Protobuf;

namespace CaffeSharpGen.Weights;

/// <summary>
/// Writes a <c>.caffemodel</c> layer by layer: only the current layer is in memory, and its floats go to the file from where they lie.
/// </summary>
public static class CaffeModelWriter
{
    private const int MostAxes = 32;

    /// <summary>Writes a file, whole or not at all: if something fails, what was at <paramref name="path"/> is still there.</summary>
    /// <param name="path">Where to write it.</param>
    /// <param name="netName">Name of the network.</param>
    /// <param name="layers">
    /// The layers, taken one at a time: a lazy sequence never has two in memory.
    /// Blobs have Caffe's shapes: convolutions out×in×H×W, fully connected layers out×in, biases out.
    /// </param>
    /// <param name="format">
    /// Defaults to today's format. In the legacy one, a blob of fewer than four axes gets further ones of length 1 in front, as in Caffe.
    /// </param>
    /// <exception cref="WeightException">
    /// The format has no such layer type or shape, there are no layers, a layer is larger than protobuf allows (2 GiB), or the file cannot
    /// be written.
    /// </exception>
    public static void Write(
        string path, string netName, IEnumerable<LayerTensors> layers, CaffeModelFormat format = CaffeModelFormat.V2) =>
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
            : (Head(layer), NetworkMessage.LayersFieldNumber, LayerMessage.BlobsFieldNumber);
        BlobMessage[] blobs = [.. layer.Blobs.Select((blob, index) => BlobHead(path, layer, index, blob.Shape, format))];
        long[] sizes = [.. blobs.Select((blob, index) => BlobWriter.Size(blob, layer.Blobs[index]))];
        long size = head.CalculateSize() + sizes.Sum(blobSize => BlobWriter.FieldSize(blobsField, blobSize));
        if (size > int.MaxValue)
        {
            throw new WeightException(
                $"{path}: layer '{layer.Name}' takes {size} bytes; expected at most {int.MaxValue}, protobuf's limit");
        }

        BlobWriter.WriteStart(output, layersField, size);
        head.WriteTo(output);
        for (int i = 0; i < blobs.Length; i++)
        {
            BlobWriter.WriteStart(output, blobsField, sizes[i]);
            BlobWriter.Write(output, stream, blobs[i], layer.Blobs[i]);
        }
    }

    private static IMessage Head(LayerTensors layer) => new LayerMessage { Name = layer.Name, Type = layer.Type };

    private static LegacyLayerMessage LegacyHead(string path, LayerTensors layer)
    {
        if (!LegacyLayerTypes.TryGetNumber(layer.Type, out int number))
        {
            throw new WeightException(
                $"{path}: layer '{layer.Name}' has the type '{layer.Type}', which the V1 format does not have; expected the V2 format");
        }
        return new LegacyLayerMessage { Name = layer.Name, Type = number };
    }

    private static BlobMessage BlobHead(string path, LayerTensors layer, int index, Shape shape, CaffeModelFormat format)
    {
        int most = format == CaffeModelFormat.V1 ? BlobWriter.LegacyAxes : MostAxes;
        if (shape.Rank > most)
        {
            throw new WeightException(
                $"{path}: blob {index} of layer '{layer.Name}' has shape {shape}; expected at most {most} axes in the {format} format");
        }
        return format == CaffeModelFormat.V1 ? BlobWriter.LegacyHead(shape) : BlobWriter.Head(shape);
    }
}
