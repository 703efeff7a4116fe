using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Compiler.Upgrade;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Turns layers into a graph of values: binds bottoms to the versions of blobs they mean (a layer that works in place makes a new version),
/// infers shapes with Caffe's rules, and reports everything that is wrong with the layer it is wrong with.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<ValueModel> values = [];
    private readonly List<StepModel> steps = [];
    private readonly ProblemList problems = new();
    private readonly HashSet<string> hookNames = new(StringComparer.Ordinal);
    private readonly SharedWeights sharedWeights = new();

    // The layers that have weights, by the name under which a caffemodel stores these.
    private readonly Dictionary<string, LayerNode> weighted = new(StringComparer.Ordinal);

    // The current version of each blob; null where the layer that should compute it was wrong.
    private readonly Dictionary<string, int?> versions = new(StringComparer.Ordinal);
    private readonly int? batch;
    private readonly EquatableArray<AbsentTop> absent;

    // Of names that stand several times, the number that the next one would get.
    private readonly Dictionary<string, int> nextNumbers = new(StringComparer.Ordinal);
    private int unknownBottoms;

    private GraphBuilder(int? batch, EquatableArray<AbsentTop> absent) => (this.batch, this.absent) = (batch, absent);

    /// <summary>Builds the graph, with the first axis of every input replaced by <paramref name="batch"/> if that is given.</summary>
    public static (NetworkModel Network, EquatableArray<Problem> Problems) Build(NetNode net, int? batch)
    {
        var builder = new GraphBuilder(batch, net.Absent);
        // Inputs are numbered first, wherever they stand.
        foreach (LayerNode layer in net.Layers.OrderBy(layer => layer.Type == "Input" ? 0 : 1))
        {
            if (builder.problems.IsFull)
                break;
            builder.Add(layer);
        }
        return (new NetworkModel(net.Name, false, [.. builder.values], [.. builder.steps]), builder.problems.ToImmutable());
    }

    private void Add(LayerNode layer)
    {
        // Every type that is not known is told, also behind others that are not.
        bool isKnown = LayerCatalog.TryGet(layer.Type, out LayerDefinition definition);
        if (!isKnown && layer.Type.Length > 0)
            Report(layer.Id, ProblemCodes.UnknownLayerType, UnknownType(layer));
        if (!isKnown || layer.IsWrong || Bind(layer) is not { } bottoms)
        {
            Abandon(layer);
            return;
        }
        try
        {
            var context = new LayerContext(layer, definition, [.. bottoms.Select(bottom => values[bottom].Shape)]);
            CompiledLayer compiled = definition.Compile(context);
            RequireReasonable(compiled, context);
            Add(layer, definition, compiled, bottoms);
        }
        catch (LayerException wrong)
        {
            problems.Add(wrong.Problem);
            Abandon(layer);
        }
    }

    private void Add(LayerNode layer, LayerDefinition definition, CompiledLayer compiled, IReadOnlyList<int> bottoms)
    {
        if (compiled.Operation is null)
        {
            for (int i = 0; i < layer.Tops.Length; i++)
            {
                Shape declared = compiled.Tops[i];
                Define(layer.Id, layer.Tops[i], layer.Tops[i], definition.Type, batch is { } number && declared.Rank > 0 ? declared.With(0, number) : declared);
            }
            return;
        }
        string name = layer.Name.Length > 0 ? layer.Name : layer.Tops[0];
        if (compiled.Weights.Length > 0)
            RequireOwnName(name, layer);
        EquatableArray<WeightOwner?> owners = sharedWeights.OwnersOf(name, layer, compiled.Weights);
        bool inPlace = bottoms.Count > 0 && layer.Tops[0] == layer.Bottoms[0];
        var outputs = new List<int>();
        for (int i = 0; i < layer.Tops.Length; i++)
            outputs.Add(Define(layer.Id, i == 0 ? name : $"{name}:{layer.Tops[i]}", layer.Tops[i], definition.Type, compiled.Tops[i]));
        steps.Add(new StepModel(
            name, definition.Type, compiled.Operation, [.. bottoms], [.. outputs], compiled.Weights, inPlace,
            owners, compiled.Needs ?? definition.Needs, compiled.Role));
    }

    private IReadOnlyList<int>? Bind(LayerNode layer)
    {
        var bound = new List<int>();
        bool sound = true;
        foreach (string bottom in layer.Bottoms)
        {
            if (!versions.TryGetValue(bottom, out int? version))
            {
                string reason = WhyAbsent(bottom) ?? SuggestionFor(bottom);
                Report(layer.Id, ProblemCodes.UnknownBottom, $"layer '{layer.Name}' ({layer.Type}): no earlier layer has a top '{bottom}'{reason}");
            }
            if (version is { } known)
                bound.Add(known);
            else
                sound = false;
        }
        HashSet<string>? tops = layer.Tops.Length > 1 ? new(StringComparer.Ordinal) : null;
        HashSet<string>? bottoms = layer.Tops.Length > 1 ? new(layer.Bottoms, StringComparer.Ordinal) : null;
        foreach (string top in layer.Tops)
        {
            if (tops?.Add(top) == false || (versions.ContainsKey(top) && !(bottoms?.Contains(top) ?? layer.Bottoms.Contains(top))))
            {
                Report(layer.Id, ProblemCodes.DuplicateTop, $"layer '{layer.Name}' ({layer.Type}): its top '{top}' is already the top of another layer; rename one of them, or make it also a bottom to work in place");
                sound = false;
            }
        }
        if (layer.Tops.Length == 0)
        {
            Report(layer.Id, ProblemCodes.Layer, $"layer '{layer.Name}' ({layer.Type}): it has no top");
            sound = false;
        }
        return sound ? bound : null;
    }

    // A guess looks through all names that there are: where many are missing, only the first few get one.
    private string SuggestionFor(string bottom) =>
        ++unknownBottoms <= ProblemLimits.MostGuesses ? NearestNames.Suggestion(bottom, versions.Keys) : "";

    // Of several layers of that top, the one that can be had.
    private string? WhyAbsent(string blob) =>
        absent.Where(top => top.Blob == blob).OrderBy(top => top.CanBeIncluded ? 0 : 1).FirstOrDefault() is { } found
            ? $"; {found.Reason}"
            : null;

    private int Define(int layer, string hookName, string blob, string type, Shape shape)
    {
        string unique = hookName;
        if (!hookNames.Add(unique))
        {
            if (!nextNumbers.TryGetValue(hookName, out int number))
                number = 2;
            do
            {
                unique = $"{hookName}#{number++}";
            }
            while (!hookNames.Add(unique));
            nextNumbers[hookName] = number;
        }
        // A layer's name, a colon and a blob's, each of which is short enough, are too long together.
        if (!NameLimit.Holds(unique))
            throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, layer, $"the name of the value '{Excerpt.Of(unique)}' is {NameLimit.Fault(unique)}; give the layer or its top '{Excerpt.Of(blob)}' a shorter one"));
        int index = values.Count;
        values.Add(new ValueModel(index, unique, blob, type, shape));
        versions[blob] = index;
        return index;
    }

    // Layers below a wrong one are not blamed for it.
    private void Abandon(LayerNode layer)
    {
        foreach (string top in layer.Tops)
            versions[top] = null;
    }

    // Two layers may well have one name if at most one of them has weights: nothing is found by it.
    private void RequireOwnName(string name, LayerNode layer)
    {
        if (!weighted.TryGetValue(name, out LayerNode? first))
        {
            weighted.Add(name, layer);
            return;
        }
        string message = $"layer '{name}' ({layer.Type}), which computes '{layer.Tops[0]}': the earlier layer ({first.Type}) that computes " +
            $"'{first.Tops[0]}' is called '{name}' too, and both have weights; weights are found in a caffemodel by the names of layers, " +
            "so each needs a name of its own, here and in the caffemodel";
        throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, layer.Id, message) { RelatedNode = first.Id });
    }

    private static void RequireReasonable(CompiledLayer compiled, LayerContext context)
    {
        foreach (Shape top in compiled.Tops)
            RequireReasonable("top", top, context);
        foreach (Shape weight in compiled.Weights)
            RequireReasonable("weight", weight, context);
    }

    private static void RequireReasonable(string what, Shape shape, LayerContext context)
    {
        if (shape.Rank > Shape.MostAxes)
            throw context.Error($"its {what} would have {shape.Rank} axes; Caffe's blobs have at most {Shape.MostAxes}");
        double count = 1;
        foreach (int length in shape.Dimensions)
        {
            if (length < 1)
                throw context.Error($"its {what} would be {shape}; every axis must be at least 1 long");
            count *= length;
        }
        if (count > int.MaxValue)
            throw context.Error($"its {what} would be {shape}, more than {int.MaxValue} elements");
    }

    private static string UnknownType(LayerNode layer)
    {
        // Short names are near each other without meaning anything alike: CReLU is not ReLU.
        IEnumerable<string> types = LayerCatalog.All.Select(definition => definition.Type)
            .Where(type => layer.Type.Length > 5 || type.Equals(layer.Type, StringComparison.OrdinalIgnoreCase));
        return $"layer '{layer.Name}' has type '{layer.Type}', which CaffeSharpGen does not have{NearestNames.Suggestion(layer.Type, types)}; "
            + "docs/layers.md lists the types it has";
    }

    private void Report(int node, string code, string message) => problems.Add(new Problem(code, Severity.Error, node, message));
}
