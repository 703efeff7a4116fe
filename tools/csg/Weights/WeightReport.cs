using System.Security.Cryptography;
using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Csg.Weights;

/// <summary>What lies in a file of weights.</summary>
/// <param name="File">The file.</param>
/// <param name="Format">What it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of the whole file.</param>
/// <param name="Network">Name of the network that was trained; empty if the file has none.</param>
/// <param name="Layers">Number of its layers, with those that have no weights.</param>
/// <param name="Parameters">Count of all numbers.</param>
/// <param name="NotFinite">How many of them are infinite or not a number.</param>
/// <param name="Blobs">Its arrays.</param>
internal sealed record WeightReport(
    string File, string Format, long Bytes, string Sha256, string Network, int Layers, long Parameters, long NotFinite,
    IReadOnlyList<BlobReport> Blobs)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="WeightException">There is no such file, or it is of another format, which the message names.</exception>
    /// <exception cref="UserError">Its name is that of a Torch7 file.</exception>
    public static WeightReport Of(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".binaryproto" => OfMean(file),
        // Its first bytes may be anything.
        ".t7" or ".th" => throw new UserError(
            $"{file}: this is a Torch7 file by its name; expected a .caffemodel or a .binaryproto. "
            + "Torch7File of CaffeSharpGen.Torch7 reads it"),
        _ => OfModel(file),
    };

    private static WeightReport OfMean(string file)
    {
        Tensor mean = MeanFile.Read(file);
        return Of(file, "binaryproto", "", 0, [BlobReport.Of("", "", 0, mean.Shape, mean.Span)]);
    }

    private static WeightReport OfModel(string file)
    {
        using CaffeModel model = CaffeModel.Open(file);
        var blobs = new List<BlobReport>();
        foreach (LayerWeights layer in model.Layers)
        {
            for (int blob = 0; blob < layer.Blobs.Count; blob++)
            {
                WeightBlob weights = layer.Blobs[blob];
                blobs.Add(BlobReport.Of(layer.Name, layer.Type, blob, weights.Shape, weights.Span));
                // Of a file larger than the memory nothing stays there.
                weights.DiscardPages();
            }
        }
        return Of(file, "caffemodel", model.NetName, model.Layers.Count, blobs);
    }

    private static WeightReport Of(string file, string format, string network, int layers, IReadOnlyList<BlobReport> blobs)
    {
        using FileStream bytes = System.IO.File.OpenRead(file);
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new WeightReport(
            file, format, bytes.Length, hash, network, layers, blobs.Sum(blob => blob.Count),
            blobs.Sum(blob => blob.NaNs + blob.Infinities), blobs);
    }
}

[JsonSerializable(typeof(WeightReport))]
internal sealed partial class WeightsJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static WeightsJson Context { get; } = new(ToolJson.Style);
}
