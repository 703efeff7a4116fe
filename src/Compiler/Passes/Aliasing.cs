using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>A value that lies inside another: it is never copied there.</summary>
/// <param name="Value">The value.</param>
/// <param name="Whole">The value that contains it.</param>
/// <param name="Channel">Its first channel in the whole.</param>
public sealed record Inside(int Value, int Whole, int Channel);

/// <summary>
/// Finds values that need no memory of their own: what a Concat along the channels joins is written where the whole will be, and what leaves
/// its input unchanged (Dropout, Split) puts out its input itself.
/// </summary>
public static class Aliasing
{
    /// <summary>Channels that devices keep together: parts of a whole begin at multiples of it.</summary>
    public const int ChannelBlock = 16;

    /// <summary>The values that lie inside others, each once.</summary>
    public static EquatableArray<Inside> Of(NetworkModel network, EquatableArray<EquatableArray<int>> groups)
    {
        var found = new Dictionary<int, Inside>();
        var isStored = new HashSet<int>(groups.SelectMany(group => network.Steps[group[group.Length - 1]].Outputs));
        foreach (StepModel step in network.Steps)
        {
            if (step.Operation.Operation == "Concat")
                AddParts(network, step, isStored, found);
            else if (step.Operation.Operation == "Copy")
                AddCopies(network, step, found);
        }
        return [.. found.Values.OrderBy(inside => inside.Value)];
    }

    private static void AddParts(NetworkModel network, StepModel concat, HashSet<int> isStored, Dictionary<int, Inside> found)
    {
        Shape whole = network.Values[concat.Outputs[0]].Shape;
        bool alongChannels = concat.Operation.Arguments.All(argument => argument.Name != "Axis");
        if (whole.Rank != 4 || !alongChannels || concat.Inputs.Any(input => network.Values[input].Shape[1] % ChannelBlock != 0))
            return;
        int channel = 0;
        foreach (int part in concat.Inputs)
        {
            // An input of the network stays where its user put it; what lies in one whole already is copied into the next.
            if (isStored.Contains(part) && !found.ContainsKey(part))
                found.Add(part, new Inside(part, concat.Outputs[0], channel));
            channel += network.Values[part].Shape[1];
        }
    }

    private static void AddCopies(NetworkModel network, StepModel copy, Dictionary<int, Inside> found)
    {
        // A copy of an input stays what it was when the input is set anew.
        if (network.Values[copy.Inputs[0]].Type == "Input")
            return;
        foreach (int output in copy.Outputs)
        {
            if (network.Values[output].Shape == network.Values[copy.Inputs[0]].Shape)
                found.Add(output, new Inside(output, copy.Inputs[0], 0));
        }
    }
}
