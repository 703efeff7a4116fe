using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// Turns layers into a graph of values: binds bottoms to the versions of blobs they mean (a layer that works in place makes a new version),
/// infers shapes with Caffe's rules, and reports everything that is wrong with the layer it is wrong with.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly List<ValueDefinition> values = [];
    private readonly List<StepDefinition> steps = [];
    private readonly ProblemList problems = new();
    private readonly ValueNames names = new();
    private readonly SharedWeights sharedWeights = new();

    // The layers that have weights, by the name under which a caffemodel stores these.
    private readonly Dictionary<string, LayerNode> weighted = new(StringComparer.Ordinal);

    // The current version of each blob; null where the layer that should compute it was wrong.
    private readonly Dictionary<string, int?> versions = new(StringComparer.Ordinal);
    private readonly NetNode net;
    private readonly LayerCatalog catalog;
    private readonly bool isSymbolic;
    private readonly Dictionary<(int Layer, string Top), ValueShape>? shapes;

    // What N stands for: the first axis that all inputs declare.
    private int? declaredBatch;
    private int unknownBottoms;
    private bool hasListedTypes;

    private GraphBuilder(
        NetNode net, LayerCatalog catalog, bool isSymbolic, Dictionary<(int Layer, string Top), ValueShape>? shapes) =>
        (this.net, this.catalog, this.isSymbolic, this.shapes) = (net, catalog, isSymbolic, shapes);

    /// <summary>Builds the graph: steps in the order of the text, none fused, without a memory plan.</summary>
    /// <param name="net">The layers.</param>
    /// <param name="catalog">The layer types.</param>
    /// <param name="isSymbolic">Whether the first axis of every input is the batch size N, instead of what the prototxt declares.</param>
    /// <param name="shapes">Where to note the shapes of the tops, by ids of layers; null where nobody needs them.</param>
    /// <exception cref="NotSymbolicException">Not every shape of the network is fixed or grows with N.</exception>
    public static (NetworkDefinition Network, EquatableArray<Problem> Problems) Build(
        NetNode net, LayerCatalog catalog, bool isSymbolic, Dictionary<(int Layer, string Top), ValueShape>? shapes = null)
    {
        var builder = new GraphBuilder(net, catalog, isSymbolic, shapes);
        foreach (LayerNode layer in net.Layers)
        {
            if (builder.problems.IsFull)
                break;
            builder.Add(layer);
        }
        return (new NetworkDefinition(net.Name, [.. builder.values], [.. builder.steps], ArenaFloats: 0), builder.problems.ToImmutable());
    }

    private void Add(LayerNode layer)
    {
        // Every unknown type is reported, also behind others.
        LayerDefinition definition = CustomLayers.Definition;
        bool isKnown = layer.Custom is not null || catalog.TryFind(layer.Type, layer.Dialect, out definition);
        if (!isKnown && layer.Type.Length > 0)
            Report(layer.Id, ProblemCodes.UnknownLayerType, UnknownType(layer));
        if (!isKnown || layer.IsWrong || Bind(layer) is not { } bottoms)
        {
            Abandon(layer);
            return;
        }
        try
        {
            var context = new LayerContext(layer, definition, [.. bottoms.Select(bottom => values[bottom].Shape)], net.SettingNames)
            {
                Net = net.Layers,
            };
            CompiledLayer compiled = layer.Custom is { } custom
                ? CustomLayers.Compile(layer, custom, context.Bottoms, Batch, net.SettingNames)
                : definition.Compile(context);
            SizeCheck.Require(compiled, declaredBatch ?? 1, context);
            if (compiled.Operations.Length == 0)
                AddInputs(layer, compiled, context);
            else
                AddSteps(layer, compiled, bottoms);
        }
        catch (LayerException wrong)
        {
            problems.Add(wrong.Problem);
            Abandon(layer);
        }
    }

    // The number of images, for layers whose user says how long they are.
    private Dim Batch => isSymbolic ? Dim.N : values.Count > 0 && values[0].Shape.Rank > 0 ? values[0].Shape[0] : 1;

    private void AddInputs(LayerNode layer, CompiledLayer compiled, LayerContext context)
    {
        for (int i = 0; i < layer.Tops.Length; i++)
        {
            ValueShape shape = compiled.Inputs[i];
            if (isSymbolic)
            {
                shape = PerImage(shape);
                SizeCheck.Require("top", shape, declaredBatch ?? 1, context);
            }
            DefineTop(layer, layer.Tops[i], layer.Tops[i], shape);
        }
    }

    private ValueShape PerImage(ValueShape declared)
    {
        if (declared.Rank == 0 || (declaredBatch is { } batch && batch != declared[0].Length))
            throw new NotSymbolicException();
        declaredBatch = (int)declared[0].Length;
        return declared.With(0, Dim.N);
    }

    private void AddSteps(LayerNode layer, CompiledLayer compiled, IReadOnlyList<int> bottoms)
    {
        string name = layer.Name.Length > 0 ? layer.Name : layer.Tops[0];
        Shape[] weights = [.. compiled.Operations.SelectMany(operation => operation.Weights).Select(shape => shape.For(batchSize: 1))];
        if (weights.Length > 0)
            RequireOwnName(name, layer);
        WeightOwner?[] owners = sharedWeights.OwnersOf(name, layer, weights);
        bool isInPlace = compiled.Operations.Length == 1 && bottoms.Count > 0 && layer.Tops[0] == layer.Bottoms[0];
        var outputs = new List<int[]>();
        int firstBlob = 0;
        foreach (LayerOperation operation in compiled.Operations)
        {
            int blobs = operation.Weights.Length;
            EquatableArray<int> inputs = operation.Inputs is { } read
                ? [.. read.Select(value => value.Operation < 0 ? bottoms[value.Index] : outputs[value.Operation][value.Index])]
                : [.. bottoms];
            bool isLast = outputs.Count == compiled.Operations.Length - 1;
            outputs.Add(isLast
                ? DefineTops(layer, name, operation)
                : DefineHidden(layer, name, operation, outputs.Sum(values => values.Length)));
            WeightOwner?[] shared = [.. owners.Skip(firstBlob).Take(blobs)];
            steps.Add(new StepDefinition(
                name, layer.Type, operation.Operation, inputs, [.. outputs[outputs.Count - 1]], [.. weights.Skip(firstBlob).Take(blobs)],
                shared.Any(owner => owner is not null) ? [.. shared] : [], isInPlace, FirstBlob: blobs > 0 ? firstBlob : 0));
            firstBlob += blobs;
        }
    }

    private int[] DefineTops(LayerNode layer, string name, LayerOperation last) =>
        [.. layer.Tops.Select((top, i) => DefineTop(layer, i == 0 ? name : $"{name}:{top}", top, last.Outputs[i]))];

    private int DefineTop(LayerNode layer, string name, string blob, ValueShape shape)
    {
        int index = Define(layer, name, blob, shape, isHidden: false);
        versions[blob] = index;
        shapes?[(layer.Id, blob)] = shape;
        return index;
    }

    private int[] DefineHidden(LayerNode layer, string name, LayerOperation operation, int before) =>
        [.. operation.Outputs.Select((shape, i) => Define(layer, $"{name}~{before + i + 1}", layer.Tops[0], shape, isHidden: true))];

    private int Define(LayerNode layer, string name, string blob, ValueShape shape, bool isHidden)
    {
        values.Add(new ValueDefinition(names.Take(name, layer.Id, blob), layer.Type, shape, IsHidden: isHidden));
        return values.Count - 1;
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
                Report(layer.Id, ProblemCodes.UnknownBottom,
                    $"layer '{layer.Name}' ({layer.FullType}): no earlier layer has a top '{bottom}'{reason}");
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
                Report(layer.Id, ProblemCodes.DuplicateTop,
                    $"layer '{layer.Name}' ({layer.FullType}): its top '{top}' is already the top of another layer; "
                    + "rename one of them, or make it also a bottom to work in place");
                sound = false;
            }
        }
        if (layer.Tops.Length == 0)
        {
            Report(layer.Id, ProblemCodes.Layer, $"layer '{layer.Name}' ({layer.FullType}): it has no top");
            sound = false;
        }
        return sound ? bound : null;
    }

    // A suggestion compares all names that there are: where many are missing, only the first few get one.
    private string SuggestionFor(string bottom) =>
        ++unknownBottoms <= ProblemLimits.MostGuesses ? NearestNames.Suggestion(bottom, versions.Keys) : "";

    // Of several layers of that top, the one that can be had.
    private string? WhyAbsent(string blob) =>
        net.Absent.Where(top => top.Blob == blob).OrderBy(top => top.CanBeIncluded ? 0 : 1).FirstOrDefault() is { } found
            ? $"; {found.Reason}"
            : null;

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
        string message = $"layer '{name}' ({layer.FullType}), which computes '{layer.Tops[0]}': "
            + $"the earlier layer ({first.FullType}) that computes '{first.Tops[0]}' is called '{name}' too, and both have weights; "
            + "weights are found in a caffemodel by the names of layers, so each needs a name of its own, here and in the caffemodel";
        throw new LayerException(new Problem(ProblemCodes.Layer, Severity.Error, layer.Id, message) { RelatedNode = first.Id });
    }

    // What it computes is not known, but the rest of the network can run.
    private string ToComputeItYourself(string type)
    {
        SettingNames settings = net.SettingNames;
        string custom = settings.Called(settings.With(settings.CustomLayers, $"{Excerpt.Of(type)}={CustomLayerType.Same}"));
        return $"to compute it yourself, or to run what does not depend on it, give the shapes of its tops, such as {custom}";
    }

    private string UnknownType(LayerNode layer)
    {
        string[] types = [.. catalog.Ordered.Select(definition => definition.Type).Distinct()];
        // Short names are near each other without meaning anything alike: CReLU is not ReLU.
        string help = NearestNames.Suggestion(
            layer.Type, types.Where(type => layer.Type.Length > 5 || type.Equals(layer.Type, StringComparison.OrdinalIgnoreCase)));
        if (help.Length == 0)
        {
            help = $"; {ToComputeItYourself(layer.Type)}";
            // Once is enough.
            if (!hasListedTypes)
                help += $"; its types are {string.Join(", ", types.OrderBy(type => type, StringComparer.OrdinalIgnoreCase))}";
            hasListedTypes = true;
        }
        return $"layer '{layer.Name}' has type '{layer.Type}', which CaffeSharpGen does not have{help}";
    }

    private void Report(int node, string code, string message) => problems.Add(new Problem(code, Severity.Error, node, message));
}
