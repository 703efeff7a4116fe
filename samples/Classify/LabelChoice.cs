using System.Globalization;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Samples;

namespace CaffeSharpGen.Classify;

/// <summary>Which classes to explain.</summary>
internal static class LabelChoice
{
    private const float Present = 0.5f;

    /// <summary>The classes asked for, counted from 0, each once.</summary>
    /// <param name="asked">Labels as in the original, counted from 1; names; −1 for what the network predicts.</param>
    /// <param name="names">Names of the classes.</param>
    /// <param name="output">The network's output.</param>
    public static int[] Classes(IReadOnlyList<string> asked, string[] names, Hook output) =>
        [.. asked.SelectMany(label => Classes(label, names, output)).Distinct()];

    /// <summary>Whether the classes do not exclude each other: the output is a sigmoid of each.</summary>
    public static bool IsMultiLabel(Hook output) => output.Producer is { Operation: Sigmoid };

    /// <summary>Whether an output's values are probabilities, of the classes together or of each by itself.</summary>
    public static bool AreProbabilities(Hook output)
    {
        // Layers that reshape change no value.
        while (output.Producer is { Operation.Copying: Copying.Whole } copy)
            output = copy.Inputs[0];
        return output.Producer is { Operation: { NormalizesLogits: true } or { IsEachAProbability: true } };
    }

    private static IEnumerable<int> Classes(string label, string[] names, Hook output)
    {
        if (int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            if (number == -1)
                return Predicted(output);
            return number >= 1 && number <= names.Length
                ? [number - 1]
                : throw new UserError(
                    $"label {number} is not one of {output.Network.Name}; "
                    + $"expected 1 … {names.Length} (counted from 1, as in the original), a name, or -1 for the predicted class");
        }
        int named = Array.FindIndex(names, name => name.Equals(label, StringComparison.OrdinalIgnoreCase));
        if (named < 0)
        {
            string near = string.Join(
                ", ", NearestNames.Sorted(label, names).Take(5).Select(name => $"{name} ({Array.IndexOf(names, name) + 1})"));
            throw new UserError($"{output.Network.Name} has no class '{label}'; nearest of {names.Length}: {near}");
        }
        return [named];
    }

    private static IEnumerable<int> Predicted(Hook output)
    {
        int[] present = IsMultiLabel(output)
            ? [.. output.Top(output.Shape.Count).Where(score => score.Value >= Present).Select(score => score.Index)]
            : [];
        return present.Length > 0 ? present : [output.Top(1)[0].Index];
    }
}
