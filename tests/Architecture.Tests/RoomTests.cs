using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>A file has one subject and a folder one room: neither grows without end.</summary>
public sealed class RoomTests
{
    private const int MostLines = 400;
    private const int MostFiles = 15;

    // Folders that are too full; an entry that is no longer needed fails the test.
    private static readonly (string Folder, string Reason)[] Full =
    [
        ("Compiler/Prototxt", "text, tree, schemas and limits are four subjects"),
        ("Compiler/Upgrade", "one file above; the table of the old format's names belongs to the schemas"),
        ("GradCam/Imaging", "becomes a project"),
        ("Torch7", "values, reading and writing are three subjects"),
    ];

    private static readonly string Source = SharedFolder.InRepository("src");

    private static readonly string[] Files = [.. Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];

    [Fact]
    public void No_file_is_long()
    {
        string[] tooLong = [.. from file in Files
                               let lines = File.ReadLines(file).Count()
                               where lines > MostLines
                               select $"{Path.GetRelativePath(Source, file)} has {lines} lines"];
        Assert.True(tooLong.Length == 0, $"a file of src has at most {MostLines} lines:\n{string.Join("\n", tooLong)}");
    }

    /// <summary>Rooms with one file for each layer type or operation may have as many of these as there are.</summary>
    [Fact]
    public void No_folder_is_full()
    {
        HashSet<string> types = [.. LayerCatalog.All.Select(definition => definition.Type)];
        Dictionary<string, int> counts = Files
            .Where(file => !types.Contains(Path.GetFileNameWithoutExtension(file)))
            .CountBy(file => Path.GetRelativePath(Source, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .ToDictionary();
        string[] found = [.. counts.Where(count => count.Value > MostFiles).Select(count => count.Key).Order(StringComparer.Ordinal)];
        string[] known = [.. Full.Select(full => full.Folder)];
        Assert.True(found.Except(known).FirstOrDefault() is null,
            $"a folder of src has at most {MostFiles} files beside those of layer types:\n"
            + string.Join("\n", found.Except(known).Select(folder => $"{folder} has {counts[folder]}")));
        Assert.True(known.Except(found).FirstOrDefault() is null,
            $"no longer too full, so to be removed from the list: {string.Join(", ", known.Except(found))}");
    }
}
