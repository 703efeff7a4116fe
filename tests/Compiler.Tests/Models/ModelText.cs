using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Compiles the networks in models/.</summary>
internal static class ModelText
{
    /// <summary>The classifiers; what belongs to language models of Scenes, and what lies in a folder of its own, is none.</summary>
    public static IEnumerable<string> Names => NamesIn(".").Where(name => !name.StartsWith("scenes_", StringComparison.Ordinal));

    /// <summary>Names of all networks in a folder of models/.</summary>
    public static IEnumerable<string> NamesIn(string folder) =>
        Directory.EnumerateFiles(SharedFolder.InRepository("models", folder), "*.prototxt").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    public static NetworkModel Compile(string name) => CompileFile(SharedFolder.InRepository("models", $"{name}.prototxt"));

    /// <summary>The network of a file that gives neither errors nor warnings.</summary>
    public static NetworkModel CompileFile(string path)
    {
        ParsedPrototxt parsed = PrototxtParser.Parse(File.ReadAllText(path));
        Assert.Empty(parsed.Problems);
        (NetworkModel? network, EquatableArray<Problem> problems) = NetworkCompiler.Compile(parsed.Root, new NetOptions());
        Assert.Empty(problems.Select(problem => $"{Path.GetFileName(path)}: {problem.Message}"));
        return Assert.IsType<NetworkModel>(network);
    }

    /// <summary>The one value of a name.</summary>
    public static ValueModel Value(NetworkModel network, string name) => Assert.Single(network.Values, value => value.HookName == name);

    /// <summary>How many numbers the layers store that <paramref name="which"/> picks.</summary>
    public static long WeightCount(NetworkModel network, Func<StepModel, bool> which) =>
        network.Steps.Where(which).SelectMany(step => step.Weights).Sum(shape => shape.Count);
}
