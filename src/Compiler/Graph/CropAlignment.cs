using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Finds how far two values lie apart, as the forks do whose Crop has no offset.</summary>
internal static class CropAlignment
{
    /// <summary>How far two values lie apart; null if the values do not come from one, or not in the same resolution.</summary>
    /// <param name="values">The values so far.</param>
    /// <param name="steps">The steps so far.</param>
    /// <param name="first">Index of the first value.</param>
    /// <param name="second">Index of the second value.</param>
    public static Alignment? Between(
        IReadOnlyList<ValueDefinition> values, IReadOnlyList<StepDefinition> steps, int first, int second)
    {
        CoordinateMap?[] toFirst = MapsTo(first, values, steps), toSecond = MapsTo(second, values, steps);
        for (int v = values.Count - 1; v >= 0; v--)
        {
            if (toFirst[v] is not { } one || toSecond[v] is not { } other)
                continue;
            return IsSame(one.ScaleH, other.ScaleH) && IsSame(one.ScaleW, other.ScaleW)
                && Round(one.ShiftH - other.ShiftH) is { } height && Round(one.ShiftW - other.ShiftW) is { } width
                ? new Alignment(height, width)
                : null;
        }
        return null;
    }

    // Where positions of each value lie in the target; null for those that it does not come from.
    private static CoordinateMap?[] MapsTo(int target, IReadOnlyList<ValueDefinition> values, IReadOnlyList<StepDefinition> steps)
    {
        var maps = new CoordinateMap?[values.Count];
        maps[target] = CoordinateMap.Identity;
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            StepDefinition step = steps[s];
            foreach (int output in step.Outputs)
            {
                if (maps[output] is not { } behind)
                    continue;
                // A Crop only measures its second bottom.
                foreach (int input in step.Operation is Crop ? step.Inputs.Take(1) : step.Inputs)
                    maps[input] ??= CoordinateMap.Of(step.Operation, values[input].Shape, values[output].Shape)?.Then(behind);
            }
        }
        return maps;
    }

    private static bool IsSame(double one, double other) => Math.Abs(one - other) <= 1e-9 * Math.Abs(one);

    private static int? Round(double shift) =>
        Math.Abs(shift) < int.MaxValue ? (int)Math.Round(shift, MidpointRounding.AwayFromZero) : null;
}
