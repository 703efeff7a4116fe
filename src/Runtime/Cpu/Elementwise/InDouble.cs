using System.Numerics;

namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>
/// As <see cref="IElementwise"/>, computed in double: exponentials and logarithms are then right to the last digit of a float.
/// </summary>
internal interface IElementwiseInDouble
{
    Vector<double> Value(Vector<double> x);

    Vector<double> Derivative(Vector<double> x, Vector<double> y);
}

/// <summary>Widens the vectors of a function in double.</summary>
internal readonly struct InDouble<TFunction>(TFunction function) : IElementwise
    where TFunction : struct, IElementwiseInDouble
{
    public static bool IsRectifier => false;

    public Vector<float> Value(Vector<float> x)
    {
        Vector.Widen(x, out Vector<double> low, out Vector<double> high);
        return Vector.Narrow(function.Value(low), function.Value(high));
    }

    public Vector<float> Derivative(Vector<float> x, Vector<float> y)
    {
        Vector.Widen(x, out Vector<double> lowX, out Vector<double> highX);
        Vector.Widen(y, out Vector<double> lowY, out Vector<double> highY);
        return Vector.Narrow(function.Derivative(lowX, lowY), function.Derivative(highX, highY));
    }
}
