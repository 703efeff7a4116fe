using System.Text.RegularExpressions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Architecture.Tests;

/// <summary>The code of docs/adding-a-device.md is that of the device in tests/OtherDevice, which sees of the library what is public.</summary>
public sealed partial class AddingADeviceTests
{
    [Fact]
    public void The_page_quotes_the_device()
    {
        string[] files = [.. Directory.GetFiles(SharedFolder.InRepository("tests", "OtherDevice"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        string[][] sources = Array.ConvertAll(files, File.ReadAllLines);
        string page = File.ReadAllText(SharedFolder.InRepository("docs", "adding-a-device.md"));
        string[] blocks = [.. CodeBlock().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(6, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(sources, source => HasInOrder(source, block.Split('\n', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public void The_library_shows_its_inside_to_no_device() =>
        Assert.DoesNotContain("OtherDevice", File.ReadAllText(SharedFolder.InRepository("src", "Runtime", "Runtime.csproj")), StringComparison.Ordinal);

    private static bool HasInOrder(string[] source, string[] lines)
    {
        int found = 0;
        foreach (string line in source)
        {
            if (found < lines.Length && line.Trim() == lines[found].Trim())
                found++;
        }
        return found == lines.Length;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
