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
        var unknownTypes = new UnknownTypes(catalog, options.SettingNames);
        if (net is null || (net.Layers.Length == 0 && HasErrors(upgradeProblems)))
        {
            // Also where the form of layers is wrong, all types that are not known are told.
            NetNode draft = NetUpgrade.Draft(root, options, catalog.Schemas);
            return new CompilationResult(null, [.. upgradeProblems.Concat(unknownTypes.Of(draft.Layers)).OrderBy(problem => problem.Node)]);
        }
        if (net.Layers.Length == 0)
        {
            string leftOut = NotANetwork.MayHaveLayers(root)
                ? ": those of the file are for training, their rules (include, exclude) leave them out, or no layer reads them"
                : "";
            var none = new Problem(ProblemCodes.Layer, Severity.Error, root.Id, "the network has no layers" + leftOut);
            return new CompilationResult(null, [.. upgradeProblems, none]);
        }
        // Also where fields are wrong, so that everything is reported at once.
        (NetworkDefinition graph, EquatableArray<Problem> graphProblems) = BuildGraph(net, catalog);
        EquatableArray<Problem> all =
            [.. upgradeProblems.Concat(graphProblems).Concat(unknownTypes.Of(net.Layers)).OrderBy(problem => problem.Node)];
        if (!HasErrors(all) && HalfPrecision.Note(root) is { } note)
            all = [.. all.Append(note).OrderBy(problem => problem.Node)];
        return new CompilationResult(HasErrors(all) ? null : MemoryPlan.AddTo(Fusion.Apply(graph)), all)
        {
            DataTransforms = net.DataTransforms,
            DroppedLosses = net.DroppedLosses,
            DeclaredBatch = graph.HasFreeBatch ? DeclaredBatch(net) : 1,
        };
    }

    // Where the batch is free, all inputs declare the same.
    private static int DeclaredBatch(NetNode net)
    {
        foreach (LayerNode layer in net.Layers.Where(layer => layer.Type == "Input"))
        {
            FieldNode? parameter = layer.Fields.LastOrDefault(field => field.Name == "input_param");
            var shape = parameter?.Value is MessageNode message
                ? message.Fields.FirstOrDefault(field => field.Name == "shape")?.Value as MessageNode
                : null;
            if (shape is not null && new FieldReader(shape, NetSchema.BlobShape).Ints("dim") is [var batch, ..])
                return Math.Max(1, batch);
        }
        return 1;
    }

    // For any batch size, if every shape is fixed or grows with it; else, and where something is wrong, for the declared one.
    private static (NetworkDefinition Network, EquatableArray<Problem> Problems) BuildGraph(NetNode net, LayerCatalog catalog)
    {
        LayerNode? tied = null;
        try
        {
            (NetworkDefinition network, EquatableArray<Problem> problems) =
                GraphBuilder.Build(net, catalog, isSymbolic: true, tiedBy: layer => tied = layer);
            if (!HasErrors(problems))
                return (network, problems);
            tied = LayerAt(net, problems.First(problem => problem.Severity == Severity.Error).Node);
        }
        catch (NotSymbolicException)
        {
            // What the network computes depends on the batch size.
        }
        (NetworkDefinition declared, EquatableArray<Problem> found) = GraphBuilder.Build(net, catalog, isSymbolic: false);
        return (declared, tied is { Type: not "Input" } && !HasErrors(found) ? [.. found, TiedBatch(tied)] : found);
    }

    // Nodes are numbered in the order of the text: it is the last layer that begins before the node.
    private static LayerNode? LayerAt(NetNode net, int node)
    {
        LayerNode? found = null;
        foreach (LayerNode layer in net.Layers)
        {
            if (layer.Id <= node && (found is null || layer.Id >= found.Id))
                found = layer;
        }
        return found;
    }

    // Inputs of different first axes tie it, too, but a person sees that they do.
    private static Problem TiedBatch(LayerNode layer)
    {
        string wayOut = layer.Type == "Reshape" ? "; dim: 0 in its shape keeps the first axis whatever the number is" : "";
        return new Problem(ProblemCodes.Layer, Severity.Info, layer.Id,
            $"layer '{layer.Name}' ({layer.FullType}): its shapes hold for the declared number of images alone, "
            + $"so the network runs with that number only{wayOut}");
    }

    private static bool HasErrors(EquatableArray<Problem> problems) => problems.Any(problem => problem.Severity == Severity.Error);
}
