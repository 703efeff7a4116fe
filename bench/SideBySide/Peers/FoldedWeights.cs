using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.SideBySide.Peers;

/// <summary>The weights of a peer's layer: those of the file, with the normalizations that the layer takes up multiplied in.</summary>
internal static class FoldedWeights
{
    /// <summary>One array for each of <see cref="PeerLayer.Weights"/>.</summary>
    public static IReadOnlyList<float[]> Of(PeerLayer layer, WeightSource source)
    {
        float[][] own = Read(layer.Step, source);
        if (layer.Normalizations.Count == 0)
            return own;
        int outputs = layer.Step.Weights[0][0];
        double[] factor = [.. Enumerable.Repeat(1.0, outputs)];
        double[] offset = own.Length > 1 ? Array.ConvertAll(own[1], value => (double)value) : new double[outputs];
        foreach (StepDefinition step in layer.Normalizations)
        {
            float[][] blobs = Read(step, source);
            for (int channel = 0; channel < outputs; channel++)
            {
                (double scale, double shift) = step.Operation is BatchNorm normalization ? Normalization(normalization, blobs, channel) : Scaling(blobs, channel);
                factor[channel] *= scale;
                offset[channel] = offset[channel] * scale + shift;
            }
        }
        int each = own[0].Length / outputs;
        return [[.. own[0].Select((weight, i) => (float)(weight * factor[i / each]))], Array.ConvertAll(offset, value => (float)value)];
    }

    private static float[][] Read(StepDefinition step, WeightSource source) => [.. step.Weights.Select((shape, i) =>
    {
        WeightOwner owner = step.OwnerOf(i) ?? new WeightOwner(step.Layer, step.BlobOf(i));
        return source.Require(owner.Layer, owner.Blob, shape).Span.ToArray();
    })];

    // The file has means and variances times a common number.
    private static (double Scale, double Shift) Normalization(BatchNorm normalization, float[][] blobs, int channel)
    {
        double times = blobs[2][0] == 0 ? 0 : 1.0 / blobs[2][0];
        double scale = 1 / Math.Sqrt(blobs[1][channel] * times + normalization.Eps);
        return (scale, -blobs[0][channel] * times * scale);
    }

    private static (double Scale, double Shift) Scaling(float[][] blobs, int channel) =>
        (blobs[0][channel], blobs.Length > 1 ? blobs[1][channel] : 0);
}
