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

    // The layer that has a blob as its top, the last one so far.
    private readonly Dictionary<string, LayerNode> layersOfTops = new(StringComparer.Ordinal);
    private readonly MissingBottom missing;

    // What N stands for: the first axis that all inputs declare.
    private int? declaredBatch;
    private bool isBatchNoted;

    private GraphBuilder(
        NetNode net, LayerCatalog catalog, bool isSymbolic, Dictionary<(int Layer, string Top), ValueShape>? shapes)
    {
        (this.net, this.catalog, this.isSymbolic, this.shapes) = (net, catalog, isSymbolic, shapes);
        missing = new MissingBottom(net, versions.Keys);
    }

    /// <summary>Builds the graph: steps in the order of the text, none fused, without a memory plan.</summary>
    /// <param name="net">The layers.</param>
    /// <param name="catalog">The layer types.</param>
    /// <param name="isSymbolic">Whether the first axis of every input is the batch size N, instead of what the prototxt declares.</param>
    /// <param name="shapes">Where to note the shapes of the tops, by ids of layers; null where nobody needs them.</param>
    /// <param name="tiedBy">Takes the layer whose shapes do not grow with N, before the exception.</param>
    /// <exception cref="NotSymbolicException">Not every shape of the network is fixed or grows with N.</exception>
    public static (NetworkDefinition Network, EquatableArray<Problem> Problems) Build(
        NetNode net, LayerCatalog catalog, bool isSymbolic, Dictionary<(int Layer, string Top), ValueShape>? shapes = null,
        Action<LayerNode>? tiedBy = null)
    {
        var builder = new GraphBuilder(net, catalog, isSymbolic, shapes);
        foreach (LayerNode layer in net.Layers)
        {
            if (builder.problems.IsFull)
                break;
            try
            {
                builder.Add(layer);
            }
            catch (NotSymbolicException) when (tiedBy is not null)
            {
                tiedBy(layer);
                throw;
            }
        }
        return (new NetworkDefinition(net.Name, [.. builder.values], [.. builder.steps], ArenaFloats: 0), builder.problems.ToImmutable());
    }

    private void Add(LayerNode layer)
    {
        // UnknownTypes reports every type that is not known.
        LayerDefinition definition = CustomLayers.Definition;
        bool isKnown = layer.Custom is not null || catalog.TryFind(layer.Type, layer.Dialect, out definition);
        if (!isKnown || layer.IsWrong || Bind(layer) is not { } bottoms)
        {
            Abandon(layer);
            return;
        }
        try
        {
            var context = new LayerContext(layer, definition, [.. bottoms.Select(bottom => values[bottom].Shape)], net,
                () => CropAlignment.Between(values, steps, bottoms[0], bottoms[1]));
            CompiledLayer compiled = layer.Custom is { } custom
                ? CustomLayers.Compile(layer, custom, context.Bottoms, Batch, net.SettingNames)
                : definition.Compile(context);
            foreach (Problem warning in context.Warnings)
                problems.Add(warning);
            SizeCheck.Require(compiled, context, isSymbolic);
            NoteBatch(layer, compiled);
            if (compiled.Operations.Length == 0)
                AddInputs(layer, compiled, context);
            else
                AddSteps(layer, compiled, bottoms);
        }
        catch (LayerException wrong)
        {
            string origins = ShapeOrigins.Of(wrong.Problem.Message, bottoms.Select(bottom => values[bottom]));
            problems.Add(wrong.Problem with { Message = wrong.Problem.Message + origins });
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
                SizeCheck.Require("top", shape, context);
            }
            DefineTop(layer, layer.Tops[i], layer.Tops[i], shape);
        }
    }

    // A batch that is free is not an error, however large the declared one is. Once is enough.
    private void NoteBatch(LayerNode layer, CompiledLayer compiled)
    {
        if (isBatchNoted || declaredBatch is not { } batch || !SizeCheck.IsTooLargeFor(batch, compiled))
            return;
        isBatchNoted = true;
        problems.Add(new Problem(ProblemCodes.InputShape, Severity.Info, layer.Id,
            $"layer '{layer.Name}' ({layer.FullType}): for the {batch} images that the inputs declare its top would have more than "
            + $"{int.MaxValue} elements; how many run at once is chosen when the network is loaded, and is 1 by default"));
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
        LayerBlobs blobs = LayerBlobs.Of(compiled);
        Shape[] weights = blobs.Shapes;
        if (weights.Length > 0)
            RequireOwnName(name, layer);
        WeightOwner?[] owners = sharedWeights.OwnersOf(name, layer, weights);
        bool isInPlace = compiled.Operations.Length == 1 && bottoms.Count > 0 && layer.Tops[0] == layer.Bottoms[0];
        var outputs = new List<int[]>();
        var read = new HashSet<int>();
        foreach (LayerOperation operation in compiled.Operations)
        {
            int[] own = blobs.Of(outputs.Count);
            EquatableArray<int> inputs = operation.Inputs is { } values
                ? [.. values.Select(value => value.Operation < 0 ? bottoms[value.Index] : outputs[value.Operation][value.Index])]
                : [.. bottoms];
            bool isLast = outputs.Count == compiled.Operations.Length - 1;
            outputs.Add(operation.Top is { } top ? [DefineTop(layer, name, top, operation.Outputs[0])]
                : isLast ? DefineTops(layer, name, operation)
                : DefineHidden(layer, name, operation, outputs.Sum(values => values.Length)));
            // What an earlier operation of the layer reads, too, is that one's.
            WeightOwner?[] shared = [.. own.Select(blob => owners[blob] ?? (read.Add(blob) ? null : new WeightOwner(name, blob)))];
            bool areConsecutive = LayerBlobs.AreConsecutive(own);
            steps.Add(new StepDefinition(
                name, layer.Type, operation.Operation, inputs, [.. outputs[outputs.Count - 1]], [.. own.Select(blob => weights[blob])],
                shared.Any(owner => owner is not null) ? [.. shared] : [], isInPlace,
                FirstBlob: areConsecutive ? own.FirstOrDefault() : 0, Blobs: areConsecutive ? [] : [.. own]));
        }
    }

    private int[] DefineTops(LayerNode layer, string name, LayerOperation last) =>
        [.. layer.Tops.Select((_, i) => DefineTop(layer, name, i, last.Outputs[i]))];

    private int DefineTop(LayerNode layer, string name, int top, ValueShape shape) =>
        DefineTop(layer, top == 0 ? name : $"{name}:{layer.Tops[top]}", layer.Tops[top], shape);

    private int DefineTop(LayerNode layer, string name, string blob, ValueShape shape)
    {
        int index = Define(layer, name, blob, shape, isHidden: false);
        versions[blob] = index;
        layersOfTops[blob] = layer;
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
        bool sound = true, isComplete = true;
        foreach (string bottom in layer.Bottoms)
        {
            if (!versions.TryGetValue(bottom, out int? version))
            {
                isComplete = false;
                Report(layer.Id, ProblemCodes.UnknownBottom,
                    $"layer '{layer.Name}' ({layer.FullType}): no earlier layer has a top '{bottom}'{missing.Why(layer, bottom)}");
            }
            if (version is { } known)
                bound.Add(known);
            else
                sound = false;
        }
        // The bottom that is not there may be the top, misspelled.
        if (isComplete)
            sound &= HasOwnTops(layer);
        if (layer.Tops.Length == 0)
        {
            Report(layer.Id, ProblemCodes.Layer, $"layer '{layer.Name}' ({layer.FullType}): it has no top");
            sound = false;
        }
        return sound ? bound : null;
    }

    private bool HasOwnTops(LayerNode layer)
    {
        bool sound = true;
        HashSet<string>? tops = layer.Tops.Length > 1 ? new(StringComparer.Ordinal) : null;
        HashSet<string>? bottoms = layer.Tops.Length > 1 ? new(layer.Bottoms, StringComparer.Ordinal) : null;
        foreach (string top in layer.Tops)
        {
            bool isTwice = tops?.Add(top) == false;
            if (!isTwice && (!versions.ContainsKey(top) || (bottoms?.Contains(top) ?? layer.Bottoms.Contains(top))))
                continue;
            sound = false;
            LayerNode? other = isTwice ? layer : layersOfTops.TryGetValue(top, out LayerNode? first) ? first : null;
            string whose = isTwice ? "stands twice in it" : $"is already the top of layer '{other?.Name}' ({other?.FullType})";
            string wayOut = isTwice ? "rename one of them" : "rename one of them, or make it also a bottom to work in place";
            problems.Add(new Problem(ProblemCodes.DuplicateTop, Severity.Error, layer.Id,
                $"layer '{layer.Name}' ({layer.FullType}): its top '{top}' {whose}; {wayOut}")
            {
                RelatedNode = other is null || isTwice ? null : other.Id,
            });
        }
        return sound;
    }

    // Layers below a wrong one are not blamed for it.
    private void Abandon(LayerNode layer)
    {
        foreach (string top in layer.Tops)
        {
            versions[top] = null;
            layersOfTops[top] = layer;
        }
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

    private void Report(int node, string code, string message) => problems.Add(new Problem(code, Severity.Error, node, message));
}
