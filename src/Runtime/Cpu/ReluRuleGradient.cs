namespace CaffeSharpGen.Cpu;

/// <summary>The rules of <see cref="ReluRule"/> for one element.</summary>
internal static class ReluRuleGradient
{
    /// <summary>The gradient that leaves a rectifier of this derivative towards its input.</summary>
    public static float Through(this ReluRule rule, float gradient, float derivative) => rule switch
    {
        ReluRule.Standard => gradient * derivative,
        ReluRule.Guided => gradient > 0 ? gradient * derivative : 0,
        _ => gradient > 0 ? gradient : 0,
    };
}
