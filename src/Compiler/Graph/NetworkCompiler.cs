using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>The compiler as one function: a parsed prototxt becomes a network, or problems.</summary>
public static class NetworkCompiler
{
    private static readonly LayerSchemas Schemas =
        new([.. LayerCatalog.All.Select(definition => (definition.Type, definition.ParameterField, definition.Parameter))]);

    /// <summary>Checks, upgrades and compiles a prototxt. The result depends on the tree alone, not on positions in the text.</summary>
    /// <returns>The network, null if there are errors, and everything that was noticed, in the order of the text.</returns>
    public static (NetworkModel? Network, EquatableArray<Problem> Problems) Compile(MessageNode root, NetOptions options)
    {
        // First of all: messages about a layer hold its name.
        EquatableArray<Problem> longNames = NameLimit.Check(root);
        if (HasErrors(longNames))
            return (null, longNames);
        if (NotANetwork.Recognize(root) is { } other)
            return (null, [other]);
        (NetNode? net, EquatableArray<Problem> upgradeProblems) = NetUpgrade.Upgrade(root, options, Schemas);
        if (net is null)
            return (null, upgradeProblems);
        if (net.Layers.Length == 0)
        {
            var none = new Problem(ProblemCodes.Layer, Severity.Error, root.Id, "the network has no layers");
            return (null, HasErrors(upgradeProblems) ? upgradeProblems : [.. upgradeProblems, none]);
        }
        // Also where fields are wrong, so that everything is reported at once.
        (NetworkModel declared, EquatableArray<Problem> graphProblems) = GraphBuilder.Build(net, batch: null);
        EquatableArray<Problem> all = [.. upgradeProblems.Concat(graphProblems).OrderBy(problem => problem.Node)];
        return HasErrors(all) ? (null, all) : (WithFreeBatch(net, declared) ?? declared, all);
    }

    // A network whose every value grows with the batch, and only in its first axis, can run any number of images.
    private static NetworkModel? WithFreeBatch(NetNode net, NetworkModel declared)
    {
        IEnumerable<Shape> inputs = declared.Values.Where(value => value.Type == "Input").Select(value => value.Shape);
        if (inputs.Any(shape => shape.Rank == 0) || inputs.Select(shape => shape[0]).Distinct().Count() != 1)
            return null;
        // Most networks are declared for one image.
        (NetworkModel one, EquatableArray<Problem> problemsOfOne) = inputs.All(shape => shape[0] == 1) ? (declared, []) : GraphBuilder.Build(net, batch: 1);
        (NetworkModel two, EquatableArray<Problem> problemsOfTwo) = GraphBuilder.Build(net, batch: 2);
        if (HasErrors(problemsOfOne) || HasErrors(problemsOfTwo) || !one.Steps.Equals(two.Steps))
            return null;
        bool grows = one.Values.Zip(two.Values, (a, b) => a.Shape.Rank > 0 && a.Shape.With(0, 2 * a.Shape[0]) == b.Shape).All(each => each);
        return grows ? one with { HasFreeBatch = true } : null;
    }

    private static bool HasErrors(EquatableArray<Problem> problems) => problems.Any(problem => problem.Severity == Severity.Error);
}
