using System.Numerics;

namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>
/// What an operation does to each element, on a vector of them. A struct, so that the loops of <see cref="SimdElementwise{TFunction}"/> are
/// compiled for it. These loops wait for memory, not for arithmetic: the portable <see cref="Vector{T}"/> is wide enough.
/// </summary>
internal interface IElementwise
{
    /// <summary>Whether <see cref="ReluRule"/> applies.</summary>
    static abstract bool IsRectifier { get; }

    Vector<float> Value(Vector<float> x);

    /// <summary>dy/dx, from both, so that the cheaper expression can be used.</summary>
    Vector<float> Derivative(Vector<float> x, Vector<float> y);
}
