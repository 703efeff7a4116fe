using System.Globalization;
using CaffeSharpGen.Torch7;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language;

/// <summary>
/// All weights of a module in one vector, as Torch's <c>getParameters</c> makes it, read layer by layer. Floats are not copied.
/// </summary>
public sealed class FlatParameters
{
    private readonly Torch7Node node;
    private readonly Torch7Storage? storage;
    private readonly long start;
    private long position;

    /// <summary>Starts at the beginning of a vector.</summary>
    /// <exception cref="WeightException">The node is something else.</exception>
    public FlatParameters(Torch7Node node)
    {
        this.node = node;
        Torch7Tensor vector = node.Tensor();
        if (vector.Sizes.Length != 1)
            throw node.Wrong("a vector: a tensor with one axis");
        if (!vector.IsContiguous)
            vector = Torch7Tensor.Copy<float>(vector.ToArray<float>(), vector.Count);
        (storage, start, Count) = (vector.Storage, vector.Offset, vector.Count);
    }

    /// <summary>Number of weights.</summary>
    public long Count { get; }

    /// <summary>
    /// The next weights, as those of a fully connected layer: <paramref name="outputs"/>×<paramref name="inputs"/>, row by row, then the
    /// biases.
    /// </summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="outputs">Number of its outputs.</param>
    /// <param name="inputs">Number of its inputs.</param>
    /// <exception cref="WeightException">Fewer are left.</exception>
    public LayerWeights Linear(string layer, int outputs, int inputs) =>
        new(layer, "InnerProduct", [Take(layer, outputs, inputs), Take(layer, outputs)]);

    /// <summary>Requires that nothing is left.</summary>
    /// <exception cref="WeightException">Weights are left.</exception>
    public void RequireEnd()
    {
        if (position != Count)
            throw node.Wrong(string.Create(CultureInfo.InvariantCulture, $"{position} numbers"));
    }

    private WeightBlob Take(string layer, params ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
            count *= size;
        if (storage is null || count > Count - position)
        {
            string taken = string.Join('×', sizes.ToArray());
            throw node.Wrong(string.Create(
                CultureInfo.InvariantCulture,
                $"at least {position + count} numbers: layer '{layer}' takes {taken} from number {position + 1} on"));
        }
        WeightBlob weights = Torch7Tensor.View(storage, start + position, sizes).ToWeights();
        position += count;
        return weights;
    }
}
