namespace CaffeSharpGen.Classify.Tests;

/// <summary>Names that are near to one that no class has.</summary>
public sealed class LabelSuggestionTests
{
    private static readonly string[] Names = File.ReadAllLines(Path.Combine(Workplace.Models, "ilsvrc2012.names.txt"));

    [Theory]
    [InlineData("cat", "tiger cat", "Persian cat", "Siamese cat", "Egyptian cat", "Madagascar cat")]
    [InlineData("tigre cat", "tiger cat")]
    [InlineData("Egyptain", "Egyptian cat")]
    [InlineData("tabby cat", "tabby", "tiger cat")]
    [InlineData("GOLDFISH", "goldfish")]
    public void Those_with_the_same_words_come_first(string name, params string[] expected) =>
        Assert.Equal(expected, NearestNames.Sorted(name, Names).Take(expected.Length));
}
