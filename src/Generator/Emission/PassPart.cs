using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>
/// Consecutive groups that one method runs. A network of up to 120 groups has one part; others are cut where the resolution changes.
/// </summary>
/// <param name="Resolution">The resolution at which it begins, as part of a method's name, such as <c>56x56</c>.</param>
/// <param name="Groups">Its groups, in the order of computation.</param>
internal sealed record PassPart(string Resolution, EquatableArray<FusedGroup> Groups)
{
    private const int MostLines = 120, FewestLines = 8;

    /// <summary>The method that runs it forward.</summary>
    public string ForwardMethod => $"ForwardFrom{Resolution}";

    /// <summary>The method that runs it backward.</summary>
    public string BackwardMethod => $"BackwardTo{Resolution}";

    /// <summary>Cuts a network's groups.</summary>
    public static IReadOnlyList<PassPart> Of(NetworkDefinition network)
    {
        IReadOnlyList<FusedGroup> groups = FusedGroup.Of(network);
        var parts = new List<PassPart>();
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] cuts = [.. Cuts([.. groups.Select(group => ResolutionOf(network, group))])];
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            string resolution = cuts[i] < groups.Count ? ResolutionOf(network, groups[cuts[i]]) : "";
            used[resolution] = used.TryGetValue(resolution, out int times) ? times + 1 : 1;
            string unique = times == 0 ? resolution : $"{resolution}_{times + 1}";
            parts.Add(new PassPart(unique, [.. groups.Skip(cuts[i]).Take(cuts[i + 1] - cuts[i])]));
        }
        return parts;
    }

    /// <summary>The methods of the parts, none where one method runs all.</summary>
    public static IEnumerable<string> MethodsOf(IReadOnlyList<PassPart> parts) =>
        parts.Count == 1 ? [] : parts.SelectMany(part => new[] { part.ForwardMethod, part.BackwardMethod });

    // Where parts begin, and the end. Of a very large network parts are longer, so that the method that calls all of them stays short.
    private static List<int> Cuts(string[] resolutions)
    {
        int most = Math.Max(MostLines, resolutions.Length / MostLines), fewest = Math.Max(FewestLines, resolutions.Length / MostLines);
        var cuts = new List<int> { 0 };
        if (resolutions.Length > most)
        {
            for (int group = 1; group < resolutions.Length; group++)
            {
                int lines = group - cuts[cuts.Count - 1];
                if (lines == most || (lines >= fewest && resolutions[group] != resolutions[group - 1]))
                    cuts.Add(group);
            }
            // The end of a network is often a few lines without a resolution.
            if (cuts.Count > 1 && resolutions.Length - cuts[cuts.Count - 1] < fewest && resolutions.Length - cuts[cuts.Count - 2] <= most)
                cuts.RemoveAt(cuts.Count - 1);
        }
        cuts.Add(resolutions.Length);
        return cuts;
    }

    // Height and width of what a group computes.
    private static string ResolutionOf(NetworkDefinition network, FusedGroup group)
    {
        ValueShape shape = network.Values[group.Last.Outputs[0]].Shape;
        return shape.Rank > 2 ? string.Join("x", shape.Axes.Skip(2).Select(length => length.Length)) : "Vectors";
    }
}
