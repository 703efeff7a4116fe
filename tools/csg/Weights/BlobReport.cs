using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CaffeSharpGen.Csg.Weights;

/// <summary>One array of weights.</summary>
/// <param name="Layer">Caffe's name of the layer.</param>
/// <param name="Type">Its type.</param>
/// <param name="Blob">Index of the array among the layer's.</param>
/// <param name="Shape">As stored.</param>
/// <param name="Count">Count of its numbers.</param>
/// <param name="Minimum">The smallest finite number; null if there is none.</param>
/// <param name="Maximum">The largest finite number; null if there is none.</param>
/// <param name="Mean">Mean of the finite numbers; null if there are none.</param>
/// <param name="NaNs">How many are not a number.</param>
/// <param name="Infinities">How many are infinite.</param>
/// <param name="Sha256">Of the numbers' bytes, as 32-bit floats in little-endian order.</param>
internal sealed record BlobReport(
    string Layer, string Type, int Blob, string Shape, long Count, float? Minimum, float? Maximum, double? Mean, long NaNs, long Infinities,
    string Sha256)
{
    /// <summary>Reads an array.</summary>
    public static BlobReport Of(string layer, string type, int blob, Shape shape, ReadOnlySpan<float> values)
    {
        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        double sum = 0;
        long nans = 0, infinities = 0;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
                sum += value;
            }
            else if (float.IsNaN(value))
            {
                nans++;
            }
            else
            {
                infinities++;
            }
        }
        long finite = values.Length - nans - infinities;
        bool isEmpty = finite == 0;
        return new BlobReport(
            layer, type, blob, shape.ToString(), values.Length, isEmpty ? null : least, isEmpty ? null : most,
            isEmpty ? null : sum / finite, nans, infinities, Hash(values));
    }

    // Piece by piece: the bytes of a large array do not fit a span.
    private static string Hash(ReadOnlySpan<float> values)
    {
        const int Piece = 1 << 20;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (; values.Length > 0; values = values[Math.Min(Piece, values.Length)..])
            hash.AppendData(MemoryMarshal.AsBytes(values[..Math.Min(Piece, values.Length)]));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
