using System.Numerics;

namespace CaffeSharpGen.Cpu.Activations;

/// <summary>The rules of <see cref="ReluRule"/>: the gradient that leaves a rectifier of a given derivative towards its input.</summary>
internal static class ReluRuleGradient
{
    /// <summary>For one element.</summary>
    public static T Through<T>(this ReluRule rule, T gradient, T derivative)
        where T : INumber<T> => rule switch
        {
            ReluRule.Standard => gradient * derivative,
            ReluRule.Guided => gradient > T.Zero ? gradient * derivative : T.Zero,
            _ => gradient > T.Zero ? gradient : T.Zero,
        };

    /// <summary>For a vector of elements.</summary>
    public static Vector<float> Through(this ReluRule rule, Vector<float> gradient, Vector<float> derivative)
    {
        if (rule == ReluRule.Standard)
            return gradient * derivative;
        Vector<int> positive = Vector.GreaterThan(gradient, Vector<float>.Zero);
        return Vector.ConditionalSelect(positive, rule == ReluRule.Guided ? gradient * derivative : gradient, Vector<float>.Zero);
    }
}
