using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>What a group computes, in a line for readers: <c>3×3 convolution + ReLU, N×3×224×224 → N×64×224×224</c>.</summary>
internal sealed class GroupSummary(NetworkDefinition network)
{
    private const int MostNames = 4, LongestName = 60;

    /// <summary>Describes a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="before">The group that runs before it: its input goes without saying. Null if there is none.</param>
    public string Of(FusedGroup group, FusedGroup? before)
    {
        var computed = new HashSet<int>(before?.Last.Outputs ?? [.. network.Inputs]);
        string operations = Words(group.First);
        if (group.First.Inputs.Length > 1
            || (group.First.Inputs.Length == 1 && (computed.Count > 1 || !computed.Contains(group.First.Inputs[0]))))
            operations += $" of {Names(group.First.Inputs)}";
        operations += Sharing(group.First);
        computed = [.. group.First.Outputs];
        foreach (StepDefinition step in group.Steps.Skip(1))
        {
            operations += $" + {Words(step)}";
            int[] others = [.. step.Inputs.Where(input => !computed.Contains(input))];
            if (others.Length > 0)
                operations += $" with {Names(others)}";
            operations += Sharing(step);
            computed.UnionWith(step.Outputs);
        }
        return operations + Shapes(group.First.Inputs, group.Last.Outputs);
    }

    /// <summary>Describes consecutive groups.</summary>
    public string Of(IReadOnlyList<FusedGroup> groups)
    {
        StepDefinition first = groups[0].First, last = groups[groups.Count - 1].Last;
        return $"{Name(first.Outputs[0])} … {Name(last.Outputs[0])}{Shapes(first.Inputs, last.Outputs)}";
    }

    // A layer that Caffe calls something else than the operation says so: copy for Dropout.
    private string Words(StepDefinition step)
    {
        string words = step.Operation.Summary(network.UseOf(step));
        bool isAlone = !network.Values[step.Outputs[0]].IsHidden && !step.Inputs.Any(input => network.Values[input].IsHidden);
        return step.LayerType == step.Operation.Kind || !isAlone ? words : $"{words} for {Short(CSharp.Comment(step.LayerType))}";
    }

    private static string Sharing(StepDefinition step)
    {
        string[] owners = [.. step.SharedWith.Where(owner => owner is not null).Select(owner => owner!.Layer).Distinct()];
        if (owners.Length == 0)
            return "";
        string all = step.SharedWith.All(owner => owner is not null) && owners.Length == 1 ? "the weights" : "weights";
        return $" with {all} of {List(owners.Select(owner => Short(CSharp.Comment(owner))))}";
    }

    // What leaves the shape as it is has one.
    private string Shapes(IEnumerable<int> inputs, IEnumerable<int> outputs)
    {
        string[] read = [.. inputs.Select(input => network.Values[input].Shape.ToString()).Distinct()];
        string computed = List(outputs.Select(output => network.Values[output].Shape.ToString()));
        return read.Length != 1 ? $" → {computed}" : read[0] == computed ? $", {computed}" : $", {read[0]} → {computed}";
    }

    private string Names(IEnumerable<int> values) => List(values.Select(Name));

    private string Name(int value) => Short(CSharp.Comment(network.Values[value].Name));

    private static string List(IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > MostNames)
            all = [.. all.Take(MostNames - 1), $"{all.Length - MostNames + 1} more"];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} and {all[all.Length - 1]}";
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name.Substring(0, LongestName - 1) + "…";
}
