namespace CaffeSharpGen.Compiler.Tests;

public sealed class NearestNamesTests
{
    [Fact]
    public void Names_are_sorted_by_typing_errors()
    {
        string[] known = ["conv1_1", "relu6_6", "relu5", "RELU55", "reul55", "relu5_5", ""];
        Assert.Equal(["RELU55", "relu5", "reul55", "relu5_5", "relu6_6", "", "conv1_1"], NearestNames.Sorted("relu55", known));
    }

    [Fact]
    public void Names_of_any_length_are_sorted()
    {
        string longName = new('a', 1000);
        Assert.Equal([longName + "b", longName, "a"], NearestNames.Sorted(longName + "bb", ["a", longName, longName + "b"]));
        Assert.Empty(NearestNames.Sorted("a", []));
    }
}
