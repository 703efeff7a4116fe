using System.Globalization;

namespace CaffeSharpGen;

/// <summary>
/// The length of an axis of a value before the batch size N is known: a fixed number, or a multiple of N. Where rows depend on the data
/// (detections), it is the most that there can be.
/// </summary>
/// <param name="Length">The length, or what multiplies N.</param>
/// <param name="IsPerImage">Whether the length is <paramref name="Length"/>·N.</param>
/// <param name="IsUpperBound">Whether fewer may be used than there is room for.</param>
/// <remarks>
/// Lengths are 64 bits wide, so that an error can name a length that is too long for a network. What is neither fixed nor a multiple of N
/// has no <see cref="Dim"/>: arithmetic that leads there throws <see cref="NotSymbolicException"/>, and the network is compiled for the
/// batch size that it declares.
/// </remarks>
public readonly record struct Dim(long Length, bool IsPerImage = false, bool IsUpperBound = false)
{
    /// <summary>The batch size: the number of images that run at once.</summary>
    public static readonly Dim N = new(1, IsPerImage: true);

    /// <summary>The length of a fixed axis.</summary>
    /// <exception cref="NotSymbolicException">It depends on the batch size.</exception>
    public long Fixed => IsPerImage ? throw new NotSymbolicException() : Length;

    /// <summary>The length for a batch size.</summary>
    public long For(int batchSize) => IsPerImage ? Length * batchSize : Length;

    /// <summary>A fixed length.</summary>
    public static implicit operator Dim(long length) => new(length);

    /// <summary>The sum of two lengths, both fixed or both multiples of N.</summary>
    public static Dim operator +(Dim left, Dim right) => left.IsPerImage == right.IsPerImage
        ? new(left.Length + right.Length, left.IsPerImage, left.IsUpperBound || right.IsUpperBound)
        : throw new NotSymbolicException();

    /// <summary>The product of two lengths, at most one of which is a multiple of N.</summary>
    public static Dim operator *(Dim left, Dim right) => left.IsPerImage && right.IsPerImage
        ? throw new NotSymbolicException()
        : new(left.Length * right.Length, left.IsPerImage || right.IsPerImage, left.IsUpperBound || right.IsUpperBound);

    /// <summary>Such as <c>224</c>, <c>N</c>, <c>4N</c> or <c>≤200</c>.</summary>
    public override string ToString()
    {
        string length = IsPerImage && Length == 1 ? "" : Length.ToString(CultureInfo.InvariantCulture);
        return $"{(IsUpperBound ? "≤" : "")}{length}{(IsPerImage ? "N" : "")}";
    }
}

/// <summary>A length is neither fixed nor a multiple of the batch size.</summary>
public sealed class NotSymbolicException() : Exception("the length is neither fixed nor a multiple of the number of images");
