using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Finds operations that run as one: a convolution with the learned scales and shifts behind it, the sum of a residual, and a rectifier.
/// The values between them are never stored, unless one of them is observed at run time.
/// </summary>
public static class Fusion
{
    /// <summary>
    /// Marks the steps that run with the one before them. A group runs where its first step stands, so its other steps move there. Values
    /// get new indices in the order of the steps.
    /// </summary>
    public static NetworkDefinition Apply(NetworkDefinition network)
    {
        List<List<int>> groups = Groups(network);
        int[] order = [.. groups.SelectMany(group => group)];
        var isFused = new HashSet<int>(groups.SelectMany(group => group.Skip(1)));
        int[] indices = [.. Enumerable.Range(0, network.Values.Length)];
        int next = network.Inputs.Count();
        foreach (int output in order.SelectMany(step => network.Steps[step].Outputs))
            indices[output] = next++;
        var values = new ValueDefinition[network.Values.Length];
        for (int value = 0; value < values.Length; value++)
            values[indices[value]] = network.Values[value];
        return network with
        {
            Values = [.. values],
            Steps =
            [
                .. order.Select(index => network.Steps[index] with
                {
                    Inputs = [.. network.Steps[index].Inputs.Select(input => indices[input])],
                    Outputs = [.. network.Steps[index].Outputs.Select(output => indices[output])],
                    IsFused = isFused.Contains(index),
                }),
            ],
        };
    }

    // The steps of each group in their order, groups in the order of computation. Every step is in one group.
    private static List<List<int>> Groups(NetworkDefinition network)
    {
        List<int>[] readers = [.. network.Values.Select(_ => new List<int>())];
        int[] producers = [.. Enumerable.Repeat(-1, network.Values.Length)];
        for (int index = 0; index < network.Steps.Length; index++)
        {
            foreach (int input in network.Steps[index].Inputs)
                readers[input].Add(index);
            foreach (int output in network.Steps[index].Outputs)
                producers[output] = index;
        }
        FusionRole[] roles = [.. network.Steps.Select(step => step.Operation.RoleIn(network.UseOf(step)))];
        var taken = new HashSet<int>();
        var groups = new List<List<int>>();
        for (int head = 0; head < network.Steps.Length; head++)
        {
            if (!taken.Add(head))
                continue;
            List<int> group = [head];
            while (Next(network, group, roles, readers, producers) is { } next)
            {
                group.Add(next);
                taken.Add(next);
            }
            groups.Add(group);
        }
        return groups;
    }

    // The step that alone reads what the group computes, if it can run with the group.
    private static int? Next(NetworkDefinition network, List<int> group, FusionRole[] roles, List<int>[] readers, int[] producers)
    {
        StepDefinition last = network.Steps[group[group.Count - 1]];
        if (last.Outputs.Length != 1 || readers[last.Outputs[0]] is not [int next])
            return null;
        FusionRole head = roles[group[0]], before = roles[group[group.Count - 1]];
        bool joins = roles[next] switch
        {
            FusionRole.ScaleShift => before is FusionRole.Convolution or FusionRole.ScaleShift,
            FusionRole.Sum => head == FusionRole.Convolution && before is FusionRole.Convolution or FusionRole.ScaleShift,
            FusionRole.Rectifier => before is not (FusionRole.None or FusionRole.Rectifier),
            _ => false,
        };
        // What else it reads has to be there when the group runs.
        return joins && network.Steps[next].Inputs.All(input => input == last.Outputs[0] || producers[input] < group[0]) ? next : null;
    }
}
