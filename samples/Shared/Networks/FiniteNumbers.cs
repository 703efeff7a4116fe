using System.Globalization;

namespace CaffeSharpGen.Samples.Networks;

/// <summary>A check of what networks compute: a file of weights may be whole although its numbers are not what training leaves.</summary>
public static class FiniteNumbers
{
    /// <summary>Requires that all values are finite.</summary>
    /// <param name="values">The values.</param>
    /// <param name="what">For messages: whose they are.</param>
    public static void Require(Tensor values, string what)
    {
        foreach (float value in values.Span)
        {
            if (!float.IsFinite(value))
            {
                throw new UserError(
                    $"{what} holds {value.ToString(CultureInfo.InvariantCulture)}; expected finite numbers: the weights are damaged");
            }
        }
    }
}
