using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>From which fused group to which a value is needed, both included.</summary>
/// <param name="Born">The group that computes it.</param>
/// <param name="Dies">The last group that reads it; the count of groups if it is needed after the forward pass.</param>
internal readonly record struct Lifetime(int Born, int Dies)
{
    /// <summary>Whether both are needed at some time.</summary>
    public bool Overlaps(Lifetime other) => Born <= other.Dies && other.Born <= Dies;
}

/// <summary>Lifetimes of the values that lie in the arena by themselves: not inputs, whose memory their user fills at any time.</summary>
internal static class Lifetimes
{
    /// <summary>One entry a value; null for inputs and for what lies inside another value or between operations that run as one.</summary>
    public static Lifetime?[] Of(NetworkDefinition network)
    {
        int[] outermost = Outermost(network);
        var lifetimes = new Lifetime?[network.Values.Length];
        StepDefinition[][] groups = [.. network.Groups.Select(group => network.Steps.Skip(group.First).Take(group.Count).ToArray())];
        for (int group = 0; group < groups.Length; group++)
        {
            foreach (int output in groups[group][^1].Outputs)
                Extend(output, group);
        }
        for (int group = 0; group < groups.Length; group++)
        {
            foreach (int input in groups[group].SelectMany(step => step.Inputs).Where(IsStored))
                Extend(input, group);
            foreach (int read in groups[group].SelectMany(step => ReadBackward(network, step)).Where(IsStored))
                Extend(read, groups.Length);
        }
        int inputs = network.Inputs.Count();
        foreach (int output in network.Outputs.Where(output => output >= inputs))
            Extend(output, groups.Length);
        return lifetimes;

        bool IsStored(int value) => lifetimes[value] is not null || outermost[value] != value;

        // The outermost value that contains it lives as long as all that it contains.
        void Extend(int value, int group)
        {
            value = outermost[value];
            lifetimes[value] = lifetimes[value] is { } now
                ? new Lifetime(Math.Min(now.Born, group), Math.Max(now.Dies, group))
                : new Lifetime(group, group);
        }
    }

    // For each value the one that lies in no other and contains it; itself, if it lies in none.
    private static int[] Outermost(NetworkDefinition network)
    {
        int[] wholes = [.. network.Values.Select((value, index) => value.Inside?.Whole ?? index)];
        var path = new List<int>();
        for (int value = 0; value < wholes.Length; value++)
        {
            int found = value;
            for (path.Clear(); wholes[found] != found; found = wholes[found])
                path.Add(found);
            foreach (int inner in path)
                wholes[inner] = found;
        }
        return wholes;
    }

    private static IEnumerable<int> ReadBackward(NetworkDefinition network, StepDefinition step)
    {
        BackwardReads reads = step.Operation.ReadsBackward(network.UseOf(step));
        return (reads.HasFlag(BackwardReads.Inputs) ? step.Inputs : []).Concat(reads.HasFlag(BackwardReads.Outputs) ? step.Outputs : []);
    }
}
