using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Csg.Get;

/// <summary>Brings weights into a folder: those that are there stay if their checksum is right, those of the cache are copied.</summary>
/// <param name="store">The folder.</param>
/// <param name="console">Shows what is being done on the error output.</param>
internal sealed class WeightFetch(WeightStore store, ToolConsole console)
{
    private static readonly WeightStore Cache = WeightStore.Default;

    /// <summary>Brings a file.</summary>
    /// <exception cref="DownloadException">It cannot be had.</exception>
    public async Task<PublishedJson> RunAsync(PublishedWeights weights, CancellationToken cancellationToken)
    {
        bool isWrong = false;
        if (store.Contains(weights))
        {
            if (await store.FindMismatchAsync(weights, cancellationToken) is not { } mismatch)
                return PublishedJson.Of(weights, store, isDownloaded: false);
            string found = $"{store.PathOf(weights)} is not the published file: {mismatch}";
            if (store.IsOffline)
                throw new UserError(found);
            console.Error.WriteLine($"{found}; it is downloaded again");
            isWrong = true;
        }
        bool isCached = Cache.Folder != store.Folder && Cache.Contains(weights)
            && await Cache.FindMismatchAsync(weights, cancellationToken) is null;
        if (isCached)
            Copy(Cache.PathOf(weights), store.PathOf(weights));
        else
            await DownloadAsync(weights, isWrong, cancellationToken);
        return PublishedJson.Of(weights, store, isDownloaded: !isCached);
    }

    private async Task DownloadAsync(PublishedWeights weights, bool isWrong, CancellationToken cancellationToken)
    {
        await DownloadDisplay.RunAsync(console, weights, progress => isWrong
            ? store.ReplaceAsync(weights, progress, cancellationToken)
            : store.GetAsync(weights, progress, cancellationToken));
        console.Error.WriteLine($"{weights.File}: license {weights.License ?? "not stated"}, see {weights.Page}");
    }

    // Whole, or not at all.
    private void Copy(string from, string to)
    {
        console.Error.WriteLine($"copied from {from}");
        Directory.CreateDirectory(store.Folder);
        string temporary = $"{to}.{Environment.ProcessId}.tmp";
        try
        {
            File.Copy(from, temporary, overwrite: true);
            File.Move(temporary, to, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
