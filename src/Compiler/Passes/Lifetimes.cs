using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Compiler.Passes;

/// <summary>From which group of layers to which a value is needed, both included.</summary>
/// <param name="Born">The group that computes it.</param>
/// <param name="Dies">The last group that reads it; the number of groups if it is needed after the forward pass.</param>
public readonly record struct Lifetime(int Born, int Dies)
{
    /// <summary>Whether both are needed at some time.</summary>
    public bool Meets(Lifetime other) => Born <= other.Dies && other.Born <= Dies;
}

/// <summary>Lifetimes of the values that have a place of their own in the arena: not inputs, whose memory their user fills when he likes.</summary>
internal static class Lifetimes
{
    /// <summary>One entry a value; null for inputs and for what lies inside another value or between layers that run as one.</summary>
    public static Lifetime?[] Of(NetworkModel network, EquatableArray<EquatableArray<int>> groups, EquatableArray<Inside> insides)
    {
        int[] outermost = Outermost(network, insides);
        var lifetimes = new Lifetime?[network.Values.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            foreach (int output in network.Steps[groups[g][groups[g].Length - 1]].Outputs)
                Extend(output, g);
        }
        for (int g = 0; g < groups.Length; g++)
        {
            foreach (int input in groups[g].SelectMany(s => network.Steps[s].Inputs))
            {
                if (IsStored(input))
                    Extend(input, g);
            }
            foreach (int needed in groups[g].SelectMany(s => NeededBackward(network.Steps[s])))
            {
                if (IsStored(needed))
                    Extend(needed, groups.Length);
            }
        }
        foreach (int output in network.Outputs.Where(output => network.Values[output].Type != "Input"))
            Extend(output, groups.Length);
        return lifetimes;

        bool IsStored(int value) => lifetimes[value] is not null || outermost[value] != value;

        // The outermost value that contains it lives as long as all that it contains.
        void Extend(int value, int group)
        {
            value = outermost[value];
            lifetimes[value] = lifetimes[value] is { } now ? new Lifetime(Math.Min(now.Born, group), Math.Max(now.Dies, group)) : new Lifetime(group, group);
        }
    }

    // For each value the one that lies in no other and contains it; itself, if it lies in none.
    private static int[] Outermost(NetworkModel network, EquatableArray<Inside> insides)
    {
        int[] wholes = [.. Enumerable.Range(0, network.Values.Length)];
        foreach (Inside inside in insides)
            wholes[inside.Value] = inside.Whole;
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

    private static IEnumerable<int> NeededBackward(StepModel step) =>
        (step.Needs.HasFlag(BackwardNeeds.Inputs) ? step.Inputs : []).Concat(step.Needs.HasFlag(BackwardNeeds.Outputs) ? step.Outputs : []);
}
