using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Samples.Reports;
using Spectre.Console;

namespace CaffeSharpGen.Csg.Get;

/// <summary><c>csg get --list</c>: the networks, their weights, and which are here.</summary>
internal static class WeightList
{
    /// <summary>Prints them.</summary>
    public static void Write(IEnumerable<PublishedWeights> published, WeightStore store, ToolConsole console, bool asJson)
    {
        if (asJson)
        {
            var report = new GetReport(store.Folder, [.. published.Select(weights => PublishedJson.Of(weights, store, isDownloaded: false))]);
            console.Out.Write(JsonReport.Write(report, GetJson.Context.GetReport));
            return;
        }
        var table = new Table();
        foreach (string name in new[] { "network", "file", "size", "checked by", "license", "here" })
            table.AddColumn(ToolConsole.Column(name, isNumber: name == "size"));
        foreach (PublishedWeights weights in published)
        {
            table.AddRow(
                new Text(weights.Name), new Text(weights.File), new Text(weights.Size is { } size ? Units.Bytes(size) : ""),
                new Text(weights.Sha256 is not null ? "SHA-256" : weights.Sha1 is not null ? "SHA-1" : "size"),
                new Text(weights.License ?? "not stated"),
                new Text(store.Contains(weights) ? "yes" : weights.Addresses.Count > 0 ? "" : weights.Page is null ? "in models/" : "by hand"));
        }
        console.Write(table);
        new Lines(console.Out).Add("folder", store.Folder);
    }
}
