using System.Runtime.CompilerServices;
using CaffeSharpGen.TileGenerator;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>The register tiles in src/Runtime are what their generator writes: whoever changes one changes it there.</summary>
public class GeneratedTilesTests
{
    [Fact]
    public void Checked_in_tiles_are_what_the_generator_writes()
    {
        (string Path, string Text)[] files = [.. TileFiles.Generate(TileFiles.FindRuntime(ThisFolder()))];
        Assert.Equal(3, files.Length);
        foreach ((string path, string text) in files)
            Assert.True(text == File.ReadAllText(path), $"{path} is not what tools/TileGenerator writes; run: dotnet run --project tools/TileGenerator");
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
