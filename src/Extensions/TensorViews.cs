using System.Numerics.Tensors;

namespace CaffeSharpGen.Extensions;

/// <summary>
/// Tensors as views of System.Numerics.Tensors, for its operations (<see cref="Tensor"/>). Nothing is copied: a view of a network's value
/// is valid as long as the value is. They are here since the library itself needs no package for what few programs use.
/// </summary>
public static class TensorViews
{
    /// <summary>The elements under the tensor's shape, to read and to write.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar: such a view has one axis or more.</exception>
    public static TensorSpan<float> AsTensorSpan(this CaffeSharpGen.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new TensorSpan<float>(tensor.Span, LengthsOf(tensor));
    }

    /// <summary>The elements under the tensor's shape, to read.</summary>
    /// <exception cref="ArgumentException">The tensor is a scalar: such a view has one axis or more.</exception>
    public static ReadOnlyTensorSpan<float> AsReadOnlyTensorSpan(this CaffeSharpGen.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new ReadOnlyTensorSpan<float>(tensor.Span, LengthsOf(tensor));
    }

    private static nint[] LengthsOf(CaffeSharpGen.Tensor tensor) => tensor.Shape.Rank > 0
        ? Array.ConvertAll(tensor.Shape.Dimensions.ToArray(), length => (nint)length)
        : throw new ArgumentException("a scalar has no view: reshape it to [1]", nameof(tensor));
}
