using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Conformance;

/// <summary>An example of a layer definition, compiled, with random inputs and weights.</summary>
internal sealed class ExampleLayer
{
    private readonly Random random = new(20160607);
    private readonly NetworkDefinition network;
    private readonly int batchSize;

    /// <param name="definition">The definition, whatever other dialects have a type of its name.</param>
    /// <param name="example">One of its examples, or another layer of its type.</param>
    /// <param name="catalog">The catalog that the definition is of; null for the one that there is.</param>
    public ExampleLayer(LayerDefinition definition, LayerExample example, LayerCatalog? catalog = null)
    {
        string[] bottoms = [.. example.Bottoms.Select((_, i) => $"in{i}")];
        string[] tops = [.. Enumerable.Range(0, example.Tops).Select(i => $"out{i}")];
        string text = string.Concat(bottoms.Zip(example.Bottoms, (name, shape) =>
                $"layer {{ name: '{name}' type: 'Input' top: '{name}' input_param {{ shape {{ {string.Join(' ', shape.Select(dim => $"dim: {dim}"))} }} }} }}\n"))
            + $"layer {{ name: 'it' type: '{definition.Type}' {string.Join(' ', bottoms.Select(name => $"bottom: '{name}'"))} "
            + $"{string.Join(' ', tops.Select(name => $"top: '{name}'"))} {example.Parameters} }}";
        network = PrototxtNetwork.Compile(text, new NetOptions(Dialect: definition.Dialect) { LossValues = true }, catalog);
        batchSize = network.HasFreeBatch ? example.Bottoms[0][0] : 1;
        Operations = [.. network.Steps.Select(step => step.Operation)];
        InputShapes = [.. network.Inputs.Select(ShapeOf)];
        OutputShapes = [.. network.Steps.SelectMany(step => step.Outputs).Where(output => !network.Values[output].IsHidden).Select(ShapeOf)];
        // Operations of a layer may share weights, and read them in any order.
        var byBlob = new SortedDictionary<int, Shape>();
        foreach (StepDefinition step in network.Steps)
        {
            for (int weight = 0; weight < step.Weights.Length; weight++)
                byBlob[step.BlobOf(weight)] = step.Weights[weight];
        }
        Shape[] shapes = [.. byBlob.Values];
        Weights = example.WeightValues.Length > 0
            ? [.. shapes.Zip(example.WeightValues, (shape, values) => new Tensor(shape, values.ToArray()))]
            : [.. shapes.Select((shape, i) => Weight(shape, example.PositiveWeights.Contains(i)))];
        SmoothOutputs = example.SmoothTops < 0 ? OutputShapes.Length : example.SmoothTops;
        Inputs = example.InputValues.Length > 0
            ? [.. example.InputValues.Select(values => values.ToArray())]
            : [.. InputShapes.Select(shape => example.IndicesBelow > 0 ? Indices(shape.Count, example.IndicesBelow) : Spread(shape.Count, example.PositiveInputs))];
        HasInputValues = example.InputValues.Length > 0;
        Expected = [.. example.Expected.Select(values => values.ToArray())];
    }

    /// <summary>What the layer becomes.</summary>
    public Operation[] Operations { get; }

    /// <summary>The only operation.</summary>
    public Operation Operation => Operations.Single();

    /// <summary>Whether gradients flow through it.</summary>
    public bool IsDifferentiable => Operations.All(operation => operation.IsDifferentiable);

    /// <summary>How many of its outputs, the first ones, depend smoothly on its inputs.</summary>
    public int SmoothOutputs { get; }

    public Shape[] InputShapes { get; }

    public Shape[] OutputShapes { get; }

    public Tensor[] Weights { get; }

    public float[][] Inputs { get; }

    /// <summary>Whether the example says what its inputs are.</summary>
    public bool HasInputValues { get; }

    /// <summary>What the outputs are to be; empty where the example does not say.</summary>
    public float[][] Expected { get; }

    /// <summary>Distance between any two values of an input, and twice that of any from 0: smaller steps cross no kink.</summary>
    public static float Gap(int count) => 4f / count;

    public float[] RandomGradient(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];

    // One operation may read the bottoms in another order, or not all.
    public BoundLayer On(Device device) => Operations.Length == 1 && network.Steps[0].Inputs.SequenceEqual(network.Inputs)
        ? new BoundOperation(device, Operation, InputShapes, OutputShapes, Weights)
        : new BoundNetwork(device, network, Weights, batchSize);

    /// <summary>The kernel of each of its operations on a device.</summary>
    public Type[] KernelsOn(Device device)
    {
        var kernels = new List<Type>();
        foreach (StepDefinition step in network.Steps)
        {
            using var bound = new BoundOperation(
                device, step.Operation, [.. step.Inputs.Select(ShapeOf)], [.. step.Outputs.Select(ShapeOf)],
                [.. Enumerable.Range(0, step.Weights.Length).Select(weight => Weights[step.BlobOf(weight)])]);
            kernels.Add(bound.Kernel);
        }
        return [.. kernels];
    }

    private Shape ShapeOf(int value) => network.Values[value].Shape.For(batchSize);

    // All different, none 0, in random order: maxima and rectifiers have a derivative there.
    private float[] Spread(int count, bool positive)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => (i + 0.5f - (positive ? 0 : count / 2)) * Gap(count) + (positive ? 0.5f : 0))];
        random.Shuffle(values);
        return values;
    }

    private float[] Indices(int count, int end) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(end))];

    private Tensor Weight(Shape shape, bool isPositive)
    {
        var weight = new Tensor(shape);
        for (int i = 0; i < shape.Count; i++)
        {
            float value = (float)(random.NextDouble() * 2 - 1);
            weight[i] = isPositive ? Math.Abs(value) + 0.5f : value;
        }
        return weight;
    }
}
