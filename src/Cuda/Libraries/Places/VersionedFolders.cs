using System.Globalization;

namespace CaffeSharpGen.Cuda.Libraries.Places;

/// <summary>Folders that have a version in their name, such as <c>python3.12</c> and <c>cuda-12.4</c>.</summary>
internal static class VersionedFolders
{
    private static readonly EnumerationOptions Options = new() { IgnoreInaccessible = true };

    /// <summary>The folders of a name, as full paths: the one without version, then the highest version first.</summary>
    public static IEnumerable<string> In(string parent, string name)
    {
        if (!Directory.Exists(parent))
            return [];
        return from folder in Directory.EnumerateDirectories(parent, $"{name}*", Options)
               let version = Numbers(Path.GetFileName(folder)[name.Length..].TrimStart('-'))
               where version is not null
               orderby version.Length == 0 descending, version.ElementAtOrDefault(0) descending, version.ElementAtOrDefault(1) descending,
                   version.ElementAtOrDefault(2) descending, folder
               select folder;
    }

    private static int[]? Numbers(string version)
    {
        string[] parts = version.Split('.', StringSplitOptions.RemoveEmptyEntries);
        return parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))]
            : null;
    }
}
