using System.Collections.Immutable;

namespace CaffeSharpGen.Operations;

/// <summary>How <see cref="Eltwise"/> combines its inputs.</summary>
public enum EltwiseOperation
{
    /// <summary>The product.</summary>
    Product,

    /// <summary>The sum, each input times its coefficient.</summary>
    Sum,

    /// <summary>The largest, which gets the gradient. Of equal ones Caffe takes the second input rather than the first, and rather than any later one.</summary>
    Max,
}

/// <summary>
/// Caffe's <c>Eltwise</c> over two or more inputs of one shape. <paramref name="Coefficients"/> is empty (all 1) or has one entry an input; Sum only.
/// </summary>
public sealed record Eltwise(EltwiseOperation Kind = EltwiseOperation.Sum, ImmutableArray<float> Coefficients = default) : Operation;
