using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Compiler.Upgrade;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>The compiler as one function: a parsed prototxt becomes a network, or problems.</summary>
public static class NetworkCompiler
{
    /// <summary>Checks, upgrades and compiles a prototxt. The result depends on the tree alone, not on positions in the text.</summary>
    public static CompilationResult Compile(MessageNode root, NetOptions options) =>
        Compile(root, options, LayerCatalog.Shipped);

    internal static CompilationResult Compile(MessageNode root, NetOptions options, LayerCatalog catalog)
    {
        // First of all: messages about a layer hold its name.
        EquatableArray<Problem> longNames = NameLimit.Check(root);
        if (HasErrors(longNames))
            return new CompilationResult(null, longNames);
        if (NotANetwork.Recognize(root) is { } other)
            return new CompilationResult(null, [other]);
        (NetNode? net, EquatableArray<Problem> upgradeProblems) = NetUpgrade.Upgrade(root, options, catalog.Schemas);
        if (net is null)
            return new CompilationResult(null, upgradeProblems);
        if (net.Layers.Length == 0)
        {
            var none = new Problem(ProblemCodes.Layer, Severity.Error, root.Id, "the network has no layers");
            return new CompilationResult(null, HasErrors(upgradeProblems) ? upgradeProblems : [.. upgradeProblems, none]);
        }
        // Also where fields are wrong, so that everything is reported at once.
        (NetworkDefinition graph, EquatableArray<Problem> graphProblems) = BuildGraph(net, catalog);
        EquatableArray<Problem> all = [.. upgradeProblems.Concat(graphProblems).OrderBy(problem => problem.Node)];
        return new CompilationResult(HasErrors(all) ? null : MemoryPlan.AddTo(Fusion.Apply(graph)), all)
        {
            DataTransforms = net.DataTransforms,
            DroppedLosses = net.DroppedLosses,
        };
    }

    // For any batch size, if every shape is fixed or grows with it; else, and where something is wrong, for the declared one.
    private static (NetworkDefinition Network, EquatableArray<Problem> Problems) BuildGraph(NetNode net, LayerCatalog catalog)
    {
        try
        {
            (NetworkDefinition network, EquatableArray<Problem> problems) = GraphBuilder.Build(net, catalog, isSymbolic: true);
            if (!HasErrors(problems))
                return (network, problems);
        }
        catch (NotSymbolicException)
        {
            // What the network computes depends on the batch size.
        }
        return GraphBuilder.Build(net, catalog, isSymbolic: false);
    }

    private static bool HasErrors(EquatableArray<Problem> problems) => problems.Any(problem => problem.Severity == Severity.Error);
}
