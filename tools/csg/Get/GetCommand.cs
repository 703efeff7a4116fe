using System.CommandLine;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Models.Download;
using CaffeSharpGen.Samples.Reports;
using static CaffeSharpGen.Csg.CommandLines.OptionRules;

namespace CaffeSharpGen.Csg.Get;

/// <summary><c>csg get</c>: downloads published weights.</summary>
internal static class GetCommand
{
    private const int LongestTimeout = 3600;

    /// <summary>Makes the command.</summary>
    public static ToolCommand Create(ToolConsole console) => Create(console, PublishedWeights.All, client: null);

    /// <summary>Makes the command for other weights.</summary>
    /// <param name="console">Where it writes.</param>
    /// <param name="published">What can be had.</param>
    /// <param name="client">What downloads; null for the store's own.</param>
    internal static ToolCommand Create(ToolConsole console, IReadOnlyList<PublishedWeights> published, HttpClient? client)
    {
        Argument<string[]> names = new("network") { Description = "Networks, such as vgg16.", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> list = new("--list") { Description = "List the networks, and which weights are here." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "Folder for the weights; by default CAFFESHARPGEN_CACHE, or caffesharpgen in the user's cache.",
            HelpName = "folder",
        };
        Option<bool> offline = new("--offline") { Description = "Download nothing: take what is here, or fail." };
        Option<int> timeout = new("--timeout")
        {
            Description = "Seconds that a server may send nothing.",
            HelpName = "seconds",
            DefaultValueFactory = _ => (int)new DownloadOptions().StallTimeout.TotalSeconds,
        };
        Option<bool> json = ToolCommand.JsonOption();
        CompileOptions.WholeNumber(timeout, 1, LongestTimeout);
        names.CompletionSources.Add([.. published.Select(weights => weights.Name)]);
        NotEmpty(output);
        var command = new ToolCommand(
            "get",
            "Downloads published weights, goes on where it was interrupted, and compares them with their checksum. Prints the paths.",
            "csg get vgg16",
            "csg get --list",
            "csg get squeezenet_v1.1 googlenet --output models",
            "csg explain cat.jpg --network vgg16 --weights \"$(csg get vgg16)\"") { names, list, output, offline, timeout, json };
        command.Validators.Add(result =>
        {
            string[] given = result.GetValue(names) ?? [];
            if (given.Length == 0 && !result.GetValue(list))
                result.AddError("csg get needs <network>; csg get --list shows them");
            foreach (string name in given.Where(name => Find(published, name) is null))
                result.AddError($"there is no network '{name}'{Known(published, name)}");
        });
        command.Runs(console, async (parsed, cancellationToken) =>
        {
            var store = new WeightStore(parsed.GetValue(output) ?? WeightStore.DefaultFolder, client)
            {
                IsOffline = parsed.GetValue(offline),
                Options = new DownloadOptions { StallTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)) },
            };
            IEnumerable<PublishedWeights> wanted = (parsed.GetValue(names) ?? []).Select(name => Find(published, name)!).Distinct();
            if (parsed.GetValue(list))
            {
                WeightList.Write(wanted.Any() ? wanted : published, store, console, parsed.GetValue(json));
                return 0;
            }
            var fetch = new WeightFetch(store, console);
            var reports = new List<PublishedJson>();
            foreach (PublishedWeights weights in wanted)
            {
                reports.Add(await fetch.RunAsync(weights, cancellationToken));
                if (!parsed.GetValue(json))
                    console.Out.WriteLine(store.PathOf(weights));
            }
            if (parsed.GetValue(json))
                console.Out.Write(JsonReport.Write(new GetReport(store.Folder, reports), GetJson.Context.GetReport));
            return 0;
        });
        return command;
    }

    private static PublishedWeights? Find(IEnumerable<PublishedWeights> published, string name) =>
        published.FirstOrDefault(weights => weights.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Known(IReadOnlyList<PublishedWeights> published, string name)
    {
        string[] known = [.. published.Select(weights => weights.Name)];
        // Versions are left out more often than letters are mistaken.
        string[] versions = [.. known.Where(candidate => candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        string near = NearestNames.Suggestion(name, known);
        return versions.Length > 0 ? $"; did you mean {string.Join(" or ", versions)}?"
            : near.Length > 0 ? near
            : $"; expected one of {string.Join(", ", known)}";
    }
}
