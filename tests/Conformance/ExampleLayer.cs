using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance;

/// <summary>An example of a layer definition, compiled, with random inputs and weights.</summary>
internal sealed class ExampleLayer
{
    private readonly Random random = new(20160607);

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
        NetworkDefinition network = PrototxtNetwork.Compile(text, new NetOptions(Dialect: definition.Dialect), catalog);
        StepDefinition step = network.Steps.Single();
        Operation = step.Operation;
        int batchSize = example.Bottoms[0][0];
        InputShapes = [.. step.Inputs.Select(index => network.Values[index].Shape.For(batchSize))];
        OutputShapes = [.. step.Outputs.Select(index => network.Values[index].Shape.For(batchSize))];
        Weights = example.WeightValues.Length > 0
            ? [.. step.Weights.Zip(example.WeightValues, (shape, values) => new Tensor(shape, values.ToArray()))]
            : [.. step.Weights.Select((shape, i) => Weight(shape, i))];
        Inputs = example.InputValues.Length > 0
            ? [.. example.InputValues.Select(values => values.ToArray())]
            : [.. InputShapes.Select(shape => example.IndicesBelow > 0 ? Indices(shape.Count, example.IndicesBelow) : Spread(shape.Count, example.PositiveInputs))];
        Expected = [.. example.Expected.Select(values => values.ToArray())];
    }

    public Operation Operation { get; }

    public Shape[] InputShapes { get; }

    public Shape[] OutputShapes { get; }

    public Tensor[] Weights { get; }

    public float[][] Inputs { get; }

    /// <summary>What the outputs are to be; empty where the example does not say.</summary>
    public float[][] Expected { get; }

    /// <summary>Distance between any two values of an input, and twice that of any from 0: smaller steps cross no kink.</summary>
    public static float Gap(int count) => 4f / count;

    public float[] RandomGradient(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];

    public BoundOperation On(Device device) => new(device, Operation, InputShapes, OutputShapes, Weights);

    // All different, none 0, in random order: maxima and rectifiers have a derivative there.
    private float[] Spread(int count, bool positive)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => (i + 0.5f - (positive ? 0 : count / 2)) * Gap(count) + (positive ? 0.5f : 0))];
        random.Shuffle(values);
        return values;
    }

    private float[] Indices(int count, int end) => [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(end))];

    private Tensor Weight(Shape shape, int index)
    {
        var weight = new Tensor(shape);
        for (int i = 0; i < shape.Count; i++)
            weight[i] = (float)(random.NextDouble() * 2 - 1);
        // Variances are positive, and the factor of both statistics divides.
        if (Operation is BatchNorm && index == 1)
            weight.Span.ForEach((ref float value) => value = Math.Abs(value) + 0.5f);
        if (Operation is BatchNorm && index == 2)
            weight[0] = 2.5f;
        return weight;
    }
}

internal delegate void ChangeElement(ref float value);

internal static class SpanExtensions
{
    public static void ForEach(this Span<float> span, ChangeElement change)
    {
        foreach (ref float value in span)
            change(ref value);
    }
}
