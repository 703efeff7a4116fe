using System.Runtime.InteropServices;
using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <content>What is compared, and how.</content>
internal sealed partial class CaseRun
{
    private void CompareValue(Instance on, string kind, int value, Pass pass, float[] found)
    {
        Compare(on, kind, Name(value), pass.Values[value], found);
        // Where the oracle's bits are others, those of the same inputs must be the same each time, whoever looks at what.
        if (!Folds || pass.Given.Count > 0 || pass.Changes.Count > 0)
            return;
        var inputs = new HashCode();
        foreach (float[] input in pass.Inputs.OrderBy(input => input.Key).Select(input => input.Value))
            inputs.AddBytes(MemoryMarshal.AsBytes(input.AsSpan()));
        if (!seenBefore.TryAdd((on.BatchSize, inputs.ToHashCode(), value), found))
            Comparison.Equal($"{kind}, again", Name(value), seenBefore[(on.BatchSize, inputs.ToHashCode(), value)], found);
    }

    private void Compare(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (Folds)
            NearUnlessUndecided(on, kind, what, expected, actual, 1e-4);
        else
            Comparison.Equal(kind, what, expected, actual);
    }

    private void CompareGradient(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        // Infinity by the slope 0 of a rectifier is NaN where it is multiplied, and 0 where the rectifier runs at the end of a sum.
        if (it.Kind == ValueKind.NotFinite && network.Steps.Any(step => program.RoleOf(step) == FusionRole.Rectifier) && HasZeroForNaN(expected, actual))
            throw new Inconclusive("infinity through a rectifier");
        if (Folds)
            NearUnlessUndecided(on, kind, what, expected, actual, tolerance);
        else
            Comparison.Near(kind, what, expected, actual, 1e-5 * Math.Max(1, Comparison.Largest(expected)));
    }

    private static bool HasZeroForNaN(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]) && actual[i] == 0)
                return true;
        }
        return false;
    }

    private void NearUnlessUndecided(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        try
        {
            double largest = Math.Max(1, on.LastPass!.Values.Max(value => Comparison.Largest(value)));
            Comparison.Near(kind, what, expected, actual, tolerance * Math.Max(largest, Comparison.Largest(expected)));
        }
        catch (Disagreement) when (IsUndecided(on))
        {
            throw new Inconclusive("rounding decides");
        }
    }

    // Whether rounding can decide what a rectifier or a maximum does.
    private bool IsUndecided(Instance on) => network.Steps.Any(step => step.LayerType switch
    {
        "ReLU" or "PReLU" or "ELU" or "AbsVal" => on.LastPass!.Values[step.Inputs[0]] is { } values && values.Any(value => Math.Abs(value) < 1e-3 * Math.Max(1, Comparison.Largest(values))),
        "ArgMax" or "Pooling" or "Eltwise" => true,
        _ => false,
    });
}
