using System.Numerics;

namespace CaffeSharpGen.Imaging;

/// <summary>
/// Stretches the values of a map or of an image-shaped gradient to 0..1 for display, as Torch's <c>image.toDisplayTensor</c>:
/// the minimum over all channels is subtracted, then all is divided by the maximum. A constant becomes zeros.
/// </summary>
public static class DisplayNormalization
{
    /// <summary>A normalized copy of the same shape.</summary>
    /// <exception cref="ArgumentException">A value is infinite or not a number, or there is none.</exception>
    public static Tensor Apply(Tensor values)
    {
        Tensor result = values.Clone();
        Apply(result.Span);
        return result;
    }

    /// <summary>Normalizes float32 or float64 values in place.</summary>
    /// <exception cref="ArgumentException">A value is infinite or not a number, or there is none.</exception>
    public static void Apply<T>(Span<T> values) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.IsEmpty)
            throw new ArgumentException("there are no values to normalise", nameof(values));
        T smallest = values[0];
        for (int i = 0; i < values.Length; i++)
        {
            if (!T.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    $"cannot show {values[i]} (value {i} of {values.Length}); expected finite values", nameof(values));
            }
            smallest = T.Min(smallest, values[i]);
        }
        T largest = T.Zero;
        foreach (ref T value in values)
        {
            if (smallest != T.Zero)
                value -= smallest;
            largest = T.Max(largest, value);
        }
        if (largest == T.Zero)
            return;
        if (!T.IsFinite(largest))
            throw new ArgumentException($"cannot show values that differ by more than {typeof(T).Name} can hold", nameof(values));
        foreach (ref T value in values)
            value /= largest;
    }

    /// <summary>
    /// The normalized values as a picture: gray for a map (1×H×W), in color for a gradient in RGB order (3×H×W). A leading axis of
    /// length 1 is allowed.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The tensor is not one image of 1 or 3 channels, or holds a value that is infinite or not a number.
    /// </exception>
    public static Picture Render(Tensor values) => Picture.FromTensor(Apply(values));
}
