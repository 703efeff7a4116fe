using System.Text.Json.Serialization;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Models.Download;

namespace CaffeSharpGen.Csg.Get;

/// <summary>What <c>csg get</c> prints for programs.</summary>
/// <param name="Folder">Where the files are.</param>
/// <param name="Weights">The files.</param>
internal sealed record GetReport(string Folder, IReadOnlyList<PublishedJson> Weights);

/// <summary>A file of weights.</summary>
/// <param name="Name">Name of the network.</param>
/// <param name="Path">Where the file is, or would be.</param>
/// <param name="IsHere">Whether it is there.</param>
/// <param name="IsDownloaded">Whether this command downloaded it.</param>
/// <param name="Bytes">Its size; null if it is neither here nor published.</param>
/// <param name="Sha256">Published; null if none is.</param>
/// <param name="Sha1">Published; null if none is.</param>
/// <param name="License">Its license; null if none is stated.</param>
/// <param name="Page">The authors' page.</param>
internal sealed record PublishedJson(
    string Name, string Path, bool IsHere, bool IsDownloaded, long? Bytes, string? Sha256, string? Sha1, string? License, string? Page)
{
    /// <summary>What is known of a file.</summary>
    public static PublishedJson Of(PublishedWeights weights, WeightStore store, bool isDownloaded)
    {
        string path = store.PathOf(weights);
        bool isHere = store.Contains(weights);
        return new PublishedJson(
            weights.Name, path, isHere, isDownloaded, isHere ? new FileInfo(path).Length : weights.Size, weights.Sha256, weights.Sha1,
            weights.License, weights.Page?.OriginalString);
    }
}

[JsonSerializable(typeof(GetReport))]
internal sealed partial class GetJson : JsonSerializerContext
{
    /// <summary>As all commands write.</summary>
    public static GetJson Context { get; } = new(ToolJson.Style);
}
