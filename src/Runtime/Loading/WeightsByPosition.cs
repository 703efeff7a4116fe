using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// The weights of a file under the names of a network's layers, one after the other: of files whose layers are called otherwise. Only where
/// each layer with weights has one there, with blobs of its shapes.
/// </summary>
internal sealed class WeightsByPosition : WeightSource
{
    private readonly WeightSource source;

    /// <exception cref="WeightException">The file has other layers; the message says where they part.</exception>
    public WeightsByPosition(NetworkDefinition network, WeightSource source)
    {
        this.source = source;
        (string Name, string Type, Shape[] Shapes)[] wanted =
        [
            .. network.Steps.Where(step => step.OwnWeights.Any()).GroupBy(step => step.Layer, StringComparer.Ordinal)
                .Select(steps => (steps.Key, steps.First().LayerType, steps.SelectMany(step => step.Weights).ToArray())),
        ];
        LayerWeights[] stored = [.. source.Layers.Where(layer => layer.Blobs.Count > 0)];
        for (int i = 0; i < Math.Min(wanted.Length, stored.Length); i++)
        {
            if (!Fits(stored[i], wanted[i].Shapes))
            {
                throw new WeightException(
                    $"{source.Name}: by position, layer {i + 1} with weights is '{stored[i].Name}' with "
                    + $"{Describe(stored[i].Blobs.Select(blob => blob.Shape))}; "
                    + $"the network's is '{wanted[i].Name}' ({wanted[i].Type}) with {Describe(wanted[i].Shapes)}");
            }
        }
        if (stored.Length != wanted.Length)
        {
            throw new WeightException(
                $"{source.Name}: by position, the file has {stored.Length} layers with weights and {network.Name} has {wanted.Length}; "
                + "expected as many");
        }
        Layers = [.. stored.Zip(wanted, (layer, own) => layer with { Name = own.Name })];
    }

    /// <inheritdoc/>
    public override string Name => source.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers { get; }

    /// <inheritdoc/>
    public override void Dispose() => source.Dispose();

    private static bool Fits(LayerWeights stored, Shape[] shapes)
    {
        if (stored.Blobs.Count != shapes.Length)
            return false;
        for (int blob = 0; blob < shapes.Length; blob++)
        {
            if (!WeightSource.Fits(stored.Blobs[blob].Shape, shapes[blob]))
                return false;
        }
        return true;
    }

    private static string Describe(IEnumerable<Shape> shapes) => $"blobs of {string.Join(", ", shapes)}";
}
