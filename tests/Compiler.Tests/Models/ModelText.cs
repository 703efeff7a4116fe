using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Compiles the networks in models/.</summary>
internal static class ModelText
{
    /// <summary>The classifiers; detectors, what belongs to language models of Scenes, and what lies in a folder of its own, are none.</summary>
    public static IEnumerable<string> Names => NamesIn(".")
        .Where(name => !name.StartsWith("scenes_", StringComparison.Ordinal) && !name.EndsWith("_ssd", StringComparison.Ordinal));

    /// <summary>Names of all networks in a folder of models/.</summary>
    public static IEnumerable<string> NamesIn(string folder) =>
        Directory.EnumerateFiles(SharedFolder.InRepository("models", folder), "*.prototxt").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    public static NetworkDefinition Compile(string name) => CompileFile(SharedFolder.InRepository("models", $"{name}.prototxt"));

    /// <summary>The network of a file that gives neither errors nor warnings.</summary>
    public static NetworkDefinition CompileFile(string path)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(path));
        Assert.Empty(parsed.Problems);
        (NetworkDefinition? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        Assert.Empty(problems.Where(problem => problem.Severity != Severity.Info).Select(problem => $"{Path.GetFileName(path)}: {problem.Message}"));
        return Assert.IsType<NetworkDefinition>(network);
    }

    /// <summary>The one value of a name.</summary>
    public static ValueDefinition Value(NetworkDefinition network, string name) => Assert.Single(network.Values, value => value.Name == name);

    /// <summary>Index of the value of a name.</summary>
    public static int Index(NetworkDefinition network, string name) =>
        Assert.Single(Enumerable.Range(0, network.Values.Length), index => network.Values[index].Name == name);

    /// <summary>How many numbers the layers store that <paramref name="which"/> picks.</summary>
    public static long WeightCount(NetworkDefinition network, Func<StepDefinition, bool> which) =>
        network.Steps.Where(which).SelectMany(step => step.Weights).Sum(shape => (long)shape.Count);
}
