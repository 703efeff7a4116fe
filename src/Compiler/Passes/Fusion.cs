using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>
/// Finds chains of layers that run as one operation: a convolution with the learned factors and terms behind it, the sum of a shortcut, and a rectifier.
/// The values between them are never stored. Who wants to see one of them at run time takes the chain apart there.
/// </summary>
public static class Fusion
{
    /// <summary>
    /// The layers in groups, each with the numbers of its steps in order. A group runs where its first layer stands; groups are in the order of
    /// computation, and every layer is in one group.
    /// </summary>
    public static EquatableArray<EquatableArray<int>> Of(NetworkModel network)
    {
        var readers = new List<int>[network.Values.Length];
        for (int value = 0; value < readers.Length; value++)
            readers[value] = [];
        int[] producers = [.. Enumerable.Repeat(-1, network.Values.Length)];
        for (int s = 0; s < network.Steps.Length; s++)
        {
            foreach (int input in network.Steps[s].Inputs)
                readers[input].Add(s);
            foreach (int output in network.Steps[s].Outputs)
                producers[output] = s;
        }
        var taken = new HashSet<int>();
        var groups = new List<EquatableArray<int>>();
        for (int head = 0; head < network.Steps.Length; head++)
        {
            if (!taken.Add(head))
                continue;
            var group = new List<int> { head };
            while (Next(network, group, readers, producers) is { } next)
            {
                group.Add(next);
                taken.Add(next);
            }
            groups.Add([.. group]);
        }
        return [.. groups];
    }

    // The layer that alone reads what the group computes, if it can run with the group.
    private static int? Next(NetworkModel network, List<int> group, List<int>[] readers, int[] producers)
    {
        StepModel last = network.Steps[group[^1]];
        if (last.Outputs.Length != 1 || readers[last.Outputs[0]] is not [int next])
            return null;
        FusionRole head = network.Steps[group[0]].Role;
        StepModel step = network.Steps[next];
        bool joins = step.Role switch
        {
            FusionRole.Affine => last.Role is FusionRole.Convolution or FusionRole.Affine,
            FusionRole.Sum => head == FusionRole.Convolution && last.Role is FusionRole.Convolution or FusionRole.Affine,
            FusionRole.Rectifier => last.Role is not (FusionRole.None or FusionRole.Rectifier),
            _ => false,
        };
        // What else it reads has to be there when the group runs.
        return joins && step.Inputs.All(input => input == last.Outputs[0] || producers[input] < group[0]) ? next : null;
    }
}
