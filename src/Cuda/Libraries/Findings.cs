namespace CaffeSharpGen.Cuda.Libraries;

/// <summary>Files that were found and are of no use, each with its reason.</summary>
internal sealed class Findings
{
    private const int MostSaid = 4;
    private readonly OrderedDictionary<string, string> reasons = [];

    /// <summary>Adds a file; the first reason stays.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="reason">What is wrong with it, in brackets behind its path in a message.</param>
    public void Add(string file, string reason) => reasons.TryAdd(file, reason);

    /// <summary>What a message says of them: begins with <c>; found</c>, and is empty if there is none.</summary>
    public override string ToString()
    {
        if (reasons.Count == 0)
            return "";
        string[] said = [.. reasons.Take(MostSaid).Select(finding => $"{finding.Key} ({finding.Value})")];
        return reasons.Count > MostSaid
            ? $"; found {string.Join(", ", said)} and {reasons.Count - MostSaid} more"
            : $"; found {Listed(said, "and")}";
    }

    /// <summary>Things in a sentence: <c>a, b or c</c>.</summary>
    public static string Listed<T>(IEnumerable<T> things, string lastWord)
    {
        T[] all = [.. things];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.SkipLast(1))} {lastWord} {all[^1]}";
    }
}
