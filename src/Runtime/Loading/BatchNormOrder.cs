using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Loading;

/// <summary>
/// The five blobs of a BatchNorm with a learned scale and shift, which NVIDIA's fork stores in two orders: since 0.16 mean, variance,
/// factor, scale, bias; before, and in DIGITS of that time, scale, bias, mean, variance, factor. As in the fork's own net.cpp, which of
/// them has one number tells the orders apart. With one channel all have, and nothing tells: the fork takes the old order then, here the
/// file is refused.
/// </summary>
internal static class BatchNormOrder
{
    private static readonly int[] OldToNew = [2, 3, 4, 0, 1];

    /// <summary>Stored weights in the new order, as they are where they are no such five.</summary>
    /// <param name="stored">What a file has.</param>
    /// <param name="expected">Shapes in the new order.</param>
    /// <param name="source">Name of the file.</param>
    /// <exception cref="WeightException">The order cannot be told.</exception>
    public static LayerWeights Of(LayerWeights stored, Shape[] expected, string source)
    {
        if (expected is not [var mean, var variance, { Count: 1 }, var scale, var bias] || stored.Blobs.Count != 5
            || variance != mean || scale != mean || bias != mean || stored.Type is not ("BatchNorm" or ""))
            return stored;
        if (mean.Count == 1)
        {
            throw new WeightException(
                $"{source}: layer '{stored.Name}' (BatchNorm) has five blobs of one number each; NVIDIA's Caffe stores mean, variance, "
                + "factor, scale, bias, or (before 0.16) scale, bias, mean, variance, factor, and nothing in the file tells which; "
                + "expected three blobs, with the scale and bias in a Scale layer of their own");
        }
        return stored.Blobs[4].Shape.Count == 1 && stored.Blobs[2].Shape.Count != 1
            ? stored with { Blobs = [.. OldToNew.Select(blob => stored.Blobs[blob])] }
            : stored;
    }
}
