using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Finds values that need no memory of their own: what is joined along the channels is written where the whole will be, and what leaves
/// its input unchanged (Dropout, Split) puts out its input itself.
/// </summary>
public static class Aliasing
{
    /// <summary>The network with what lies inside what.</summary>
    public static NetworkDefinition Apply(NetworkDefinition network)
    {
        var found = new Dictionary<int, InsideOf>();
        var isStored = new HashSet<int>(network.Groups.SelectMany(group => network.Steps[group.First + group.Count - 1].Outputs));
        int inputs = network.Inputs.Count();
        foreach (StepDefinition step in network.Steps)
        {
            switch (step.Operation.Copying)
            {
                case Copying.Channels:
                    AddParts(network, step, isStored, found);
                    break;
                // A copy of an input stays what it was when the input is set again.
                case Copying.Whole when step.Inputs[0] >= inputs:
                    AddCopies(network, step, found);
                    break;
            }
        }
        return network with
        {
            Values =
            [
                .. network.Values.Select((value, index) =>
                    found.TryGetValue(index, out InsideOf? inside) ? value with { Inside = inside } : value),
            ],
        };
    }

    private static void AddParts(NetworkDefinition network, StepDefinition join, HashSet<int> isStored, Dictionary<int, InsideOf> found)
    {
        if (network.Values[join.Outputs[0]].Shape.Rank != 4
            || join.Inputs.Any(input => network.Values[input].Shape[1].Fixed % ArenaPlan.ChannelMultiple != 0))
        {
            return;
        }
        long channel = 0;
        foreach (int part in join.Inputs)
        {
            // An input of the network stays where its user put it; what lies in one whole already is copied into the next.
            if (isStored.Contains(part) && !found.ContainsKey(part))
                found.Add(part, new InsideOf(join.Outputs[0], (int)channel));
            channel += network.Values[part].Shape[1].Fixed;
        }
    }

    private static void AddCopies(NetworkDefinition network, StepDefinition copy, Dictionary<int, InsideOf> found)
    {
        foreach (int output in copy.Outputs)
        {
            if (network.Values[output].Shape == network.Values[copy.Inputs[0]].Shape)
                found.Add(output, new InsideOf(copy.Inputs[0], 0));
        }
    }
}
