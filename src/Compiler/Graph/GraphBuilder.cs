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
    private readonly List<Problem> problems = [];
    private readonly HashSet<string> hookNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Layer, int Blob)> parameterOwners = new(StringComparer.Ordinal);

    // The current version of each blob; null where the layer that should compute it was wrong.
    private readonly Dictionary<string, int?> versions = new(StringComparer.Ordinal);
    private readonly int? batch;
    private readonly EquatableArray<AbsentTop> absent;

    private GraphBuilder(int? batch, EquatableArray<AbsentTop> absent) => (this.batch, this.absent) = (batch, absent);

    /// <summary>Builds the graph, with the first axis of every input replaced by <paramref name="batch"/> if that is given.</summary>
    public static (NetworkModel Network, EquatableArray<Problem> Problems) Build(NetNode net, int? batch)
    {
        var builder = new GraphBuilder(batch, net.Absent);
        // Inputs are numbered first, wherever they stand.
        foreach (LayerNode layer in net.Layers.OrderBy(layer => layer.Type == "Input" ? 0 : 1))
            builder.Add(layer);
        return (new NetworkModel(net.Name, false, [.. builder.values], [.. builder.steps]), [.. builder.problems]);
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
                Define(layer.Tops[i], layer.Tops[i], definition.Type, batch is { } number && declared.Rank > 0 ? declared.With(0, number) : declared);
            }
            return;
        }
        string name = layer.Name.Length > 0 ? layer.Name : layer.Tops[0];
        bool inPlace = bottoms.Count > 0 && layer.Tops[0] == layer.Bottoms[0];
        var outputs = new List<int>();
        for (int i = 0; i < layer.Tops.Length; i++)
            outputs.Add(Define(i == 0 ? name : $"{name}:{layer.Tops[i]}", layer.Tops[i], definition.Type, compiled.Tops[i]));
        steps.Add(new StepModel(
            name, definition.Type, compiled.Operation, [.. bottoms], [.. outputs], compiled.Weights, inPlace,
            OwnerOfWeights(layer, compiled.Weights.Length), compiled.Needs ?? definition.Needs, compiled.Role));
    }

    private IReadOnlyList<int>? Bind(LayerNode layer)
    {
        var bound = new List<int>();
        bool sound = true;
        foreach (string bottom in layer.Bottoms)
        {
            if (!versions.TryGetValue(bottom, out int? version))
            {
                string reason = WhyAbsent(bottom) ?? Suggestion.For(bottom, versions.Keys);
                Report(layer.Id, ProblemCodes.UnknownBottom, $"layer '{layer.Name}' ({layer.Type}): no earlier layer has a top '{bottom}'{reason}");
            }
            if (version is { } known)
                bound.Add(known);
            else
                sound = false;
        }
        var tops = new HashSet<string>(StringComparer.Ordinal);
        foreach (string top in layer.Tops)
        {
            if (!tops.Add(top) || (versions.ContainsKey(top) && !layer.Bottoms.Contains(top)))
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

    // Of several layers of that top, the one that can be had.
    private string? WhyAbsent(string blob) =>
        absent.Where(top => top.Blob == blob).OrderBy(top => top.CanBeIncluded ? 0 : 1).FirstOrDefault() is { } found
            ? $"; {found.Reason}"
            : null;

    private int Define(string hookName, string blob, string type, Shape shape)
    {
        string unique = hookName;
        for (int i = 2; !hookNames.Add(unique); i++)
            unique = $"{hookName}#{i}";
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

    private string? OwnerOfWeights(LayerNode layer, int weights)
    {
        string? owner = null;
        int blob = 0;
        foreach (FieldNode parameter in layer.Fields.Where(field => field.Name == "param" && field.Value is MessageNode))
        {
            string name = new FieldReader((MessageNode)parameter.Value, NetSchema.ParamSpec).String("name", "");
            if (name.Length > 0 && blob < weights)
            {
                if (!parameterOwners.TryGetValue(name, out (string Layer, int Blob) first))
                    parameterOwners.Add(name, (layer.Name, blob));
                else if (first.Blob != blob || (owner is not null && owner != first.Layer))
                    throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, parameter.Id, $"layer '{layer.Name}' ({layer.Type}): its weight {blob} shares '{name}' with weight {first.Blob} of '{first.Layer}'; a layer can share the same weights of one layer only"));
                else
                    owner = first.Layer;
            }
            blob++;
        }
        return owner;
    }

    private static void RequireReasonable(CompiledLayer compiled, LayerContext context)
    {
        foreach (Shape shape in compiled.Tops.Concat(compiled.Weights))
        {
            if (shape.Dimensions.Any(length => length < 1))
                throw context.Error($"its {(compiled.Tops.Contains(shape) ? "top" : "weight")} would be {shape}; every axis must be at least 1 long");
            if (shape.Dimensions.Aggregate(1.0, (count, length) => count * length) > int.MaxValue)
                throw context.Error($"its {(compiled.Tops.Contains(shape) ? "top" : "weight")} would be {shape}, more than {int.MaxValue} elements");
        }
    }

    private static string UnknownType(LayerNode layer)
    {
        // Short names are near each other without meaning anything alike: CReLU is not ReLU.
        IEnumerable<string> types = LayerCatalog.All.Select(definition => definition.Type)
            .Where(type => layer.Type.Length > 5 || type.Equals(layer.Type, StringComparison.OrdinalIgnoreCase));
        return $"layer '{layer.Name}' has type '{layer.Type}', which CaffeSharpGen does not have{Suggestion.For(layer.Type, types)}; "
            + "docs/layers.md lists the types it has";
    }

    private void Report(int node, string code, string message) => problems.Add(new Problem(code, Severity.Error, node, message));
}
