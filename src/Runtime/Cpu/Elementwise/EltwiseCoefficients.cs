namespace CaffeSharpGen.Cpu.Elementwise;

/// <summary>The factors of a weighted sum, one an input.</summary>
internal static class EltwiseCoefficients
{
    /// <summary>Those that are written down, else 1.</summary>
    public static float[] Of(Operations.Eltwise eltwise, int inputs)
    {
        float[] coefficients = new float[inputs];
        for (int input = 0; input < inputs; input++)
            coefficients[input] = eltwise.Coefficients.Length == 0 ? 1 : eltwise.Coefficients[input];
        return coefficients;
    }
}
