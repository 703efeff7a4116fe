using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>A file has one subject and a folder one room: neither grows without end.</summary>
public sealed class RoomTests
{
    private const int MostLines = 400;
    private const int MostCharacters = 140;
    private const int MostFiles = 15;

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

    [Fact]
    public void No_line_is_long()
    {
        string[] tooLong = [.. from file in Files
                               from line in File.ReadLines(file).Index()
                               where line.Item.Length > MostCharacters
                               select $"{Path.GetRelativePath(Source, file)}({line.Index + 1})"];
        Assert.True(tooLong.Length == 0, $"a line of src has at most {MostCharacters} characters:\n{string.Join("\n", tooLong)}");
    }

    /// <summary>Rooms with one file for each layer type or operation may have as many of these as there are.</summary>
    [Fact]
    public void No_folder_is_full()
    {
        HashSet<string> types =
        [
            .. LayerCatalog.All.Select(definition => definition.GetType().Name),
            .. Directory.GetFiles(Path.Combine(Source, "Model", "Operations"), "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)),
        ];
        Dictionary<string, int> counts = Files
            .Where(file => !types.Contains(Path.GetFileNameWithoutExtension(file)))
            .CountBy(file => Path.GetRelativePath(Source, Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .ToDictionary();
        string[] full = [.. counts.Where(count => count.Value > MostFiles).Select(count => $"{count.Key} has {count.Value}").Order(StringComparer.Ordinal)];
        Assert.True(full.Length == 0,
            $"a folder of src has at most {MostFiles} files beside those of layer types:\n{string.Join("\n", full)}");
    }
}
