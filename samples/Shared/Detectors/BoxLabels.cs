using System.Globalization;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Samples.Detectors;

/// <summary>Names of a detector's classes. The number of classes is not asked for: not every head says it.</summary>
public sealed class BoxLabels(string[] names)
{
    /// <summary>Reads a file with a name a line, from class 0 on.</summary>
    /// <param name="asked">The file that the command line names; null for the network's own.</param>
    /// <param name="entry">What is known of the network.</param>
    /// <param name="models">Where its own are.</param>
    public static BoxLabels Read(string? asked, ManifestEntry entry, ModelsFolder models)
    {
        if (asked is null && entry.Labels.Length == 0)
            return new BoxLabels([]);
        if (asked is not null && !File.Exists(asked))
        {
            throw new UserError(
                $"{asked}: {(Directory.Exists(asked) ? "this is a folder" : "there is no such file")}; expected class names, one a line");
        }
        InputFile file = asked is not null ? InputFile.OnDisk(asked) : models.Find(entry.Labels)
            ?? throw new UserError($"the class names, models/{entry.Labels}, are neither in the current folder nor beside the program");
        return new BoxLabels([.. file.ReadLines().Where(line => line.Length > 0)]);
    }

    /// <summary>Whether any names are known.</summary>
    public bool AreKnown => names.Length > 0;

    /// <summary>The classes of a name, whatever its case.</summary>
    public IEnumerable<int> Named(string name) =>
        Enumerable.Range(0, names.Length).Where(label => names[label].Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names like one that there is not.</summary>
    public IEnumerable<string> Near(string name) => NearestNames.Sorted(name, names).Take(3);

    /// <summary>The name of a class; of a region without a class <c>region</c>.</summary>
    public string Of(int label) => label < 0 ? "region"
        : label < names.Length ? names[label]
        : string.Create(CultureInfo.InvariantCulture, $"class {label}");
}
