using CaffeSharpGen.Samples.Files;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>Names of a network's classes, in the order of its outputs.</summary>
public static class ClassNames
{
    /// <summary>Reads them, from a file with a name a line; <c>class 17</c> where none are known.</summary>
    /// <param name="asked">The file that the command line names; null for the network's own.</param>
    /// <param name="entry">What is known of the network.</param>
    /// <param name="models">Where its own are.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="count">Number of its classes.</param>
    public static string[] Read(string? asked, ManifestEntry entry, ModelsFolder models, string network, int count)
    {
        if (asked is null && entry.Labels.Length == 0)
            return [.. Enumerable.Range(1, count).Select(label => $"class {label}")];
        if (asked is not null && !File.Exists(asked))
        {
            throw new UserError(
                $"{asked}: {(Directory.Exists(asked) ? "this is a folder" : "there is no such file")}; expected class names, one a line");
        }
        InputFile file = asked is not null ? InputFile.OnDisk(asked) : models.Find(entry.Labels)
            ?? throw new UserError($"the class names, models/{entry.Labels}, are neither in the current folder nor beside the program");
        string[] names = [.. file.ReadLines().Where(line => line.Length > 0)];
        return names.Length == count
            ? names
            : throw new UserError($"{file.Name} names {names.Length} classes; expected {count}, as many as {network} has");
    }
}
