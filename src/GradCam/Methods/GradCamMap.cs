using System.Numerics;

namespace CaffeSharpGen.GradCam;

/// <summary>
/// The map of Grad-CAM: a layer's channels, weighted by the sums of their gradients and added up where the sum is positive.
/// </summary>
internal static class GradCamMap
{
    /// <summary>Computes it, in doubles.</summary>
    /// <param name="activation">The layer's value, N×C×H×W.</param>
    /// <param name="gradient">The gradient there, of one image or of all, N×C×H×W.</param>
    /// <param name="image">Which image of the batch it is.</param>
    /// <returns>1×H×W.</returns>
    public static Tensor Of(Tensor activation, Tensor gradient, int image)
    {
        int imageOfGradient = gradient.Shape.BatchSize == 1 ? 0 : image;
        var map = new Tensor([1, activation.Shape.Height, activation.Shape.Width]);
        double[] sums = new double[map.Shape.Count];
        for (int channel = 0; channel < activation.Shape.Channels; channel++)
            AddTo(sums, Sum(gradient.Plane(imageOfGradient, channel)), activation.Plane(image, channel));
        for (int i = 0; i < sums.Length; i++)
            map[i] = (float)Math.Max(sums[i], 0);
        return map;
    }

    private static double Sum(ReadOnlySpan<float> plane)
    {
        Vector<double> sums = default;
        int i = 0;
        for (; i <= plane.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(plane[i..]), out Vector<double> low, out Vector<double> high);
            sums += low + high;
        }
        double sum = Vector.Sum(sums);
        for (; i < plane.Length; i++)
            sum += plane[i];
        return sum;
    }

    private static void AddTo(Span<double> sums, double weight, ReadOnlySpan<float> plane)
    {
        int i = 0;
        for (; i <= plane.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(plane[i..]), out Vector<double> low, out Vector<double> high);
            Span<double> first = sums[i..], second = first[Vector<double>.Count..];
            (new Vector<double>(first) + weight * low).CopyTo(first);
            (new Vector<double>(second) + weight * high).CopyTo(second);
        }
        for (; i < plane.Length; i++)
            sums[i] += weight * plane[i];
    }
}
