using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Generation;
using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>Makes up what is done with a network.</summary>
internal sealed class ActionMaker(Choices choices, NetworkDefinition network)
{
    private readonly string[] all = [.. network.Values.Select(value => value.Name)];
    private readonly string[] outputs = [.. network.Outputs.Select(output => network.Values[output].Name)];

    /// <summary>Makes up a whole case of a network.</summary>
    public static RandomCase Case(Choices choices, NetworkText text, NetworkDefinition network, bool isFinite)
    {
        Configuration device = choices.Percent(15)
            ? Configuration.Scalar
            : new Configuration(false, choices.Of(16, 16, 8, 4), choices.Of(1, 3), isFinite ? choices.Of(Accuracy.Fast, Accuracy.Exact) : Accuracy.Exact);
        ValueKind kind = isFinite ? choices.Of(ValueKind.Counting, ValueKind.Ties, ValueKind.Real, ValueKind.Real, ValueKind.Sparse, ValueKind.Zeros) : ValueKind.NotFinite;
        var maker = new ActionMaker(choices, network);
        return new RandomCase(text, device, kind, choices.Percent(40), [.. Enumerable.Range(0, choices.Int(3, 24)).SelectMany(maker.Make)], choices.Percent(25));
    }

    private IEnumerable<NetworkAction> Make(int index)
    {
        int instance = choices.Percent(80) ? 0 : choices.Int(1, 3), number = choices.Int(0, 9999);
        ReluRule rule = choices.Of(ReluRule.Standard, ReluRule.Standard, ReluRule.Guided, ReluRule.Deconv);
        NetworkAction Act(ActionKind kind, ImmutableArray<string> hooks = default, ImmutableArray<string> others = default) =>
            new(kind, instance, hooks.IsDefault ? [] : hooks, others.IsDefault ? [] : others, rule, number);
        return choices.Int(0, 28) switch
        {
            0 => [Act(ActionKind.Set)],
            1 or 2 => [Act(ActionKind.Set), Act(ActionKind.Forward)],
            3 => [Act(ActionKind.Forward)],
            4 => [Act(ActionKind.ForwardTo, Some(2))],
            5 => [Act(ActionKind.ForwardFrom, Some(2), choices.Percent(50) ? [] : Some(2))],
            6 or 7 or 8 or 9 => [Act(ActionKind.Read, Some(3))],
            10 or 11 => [Act(ActionKind.Keep, Some(2))],
            12 or 13 => [Act(ActionKind.Watch, Some(2))],
            14 => [Act(ActionKind.WatchBackward, Some(2))],
            15 => [Act(ActionKind.Change, [choices.Of(all)])],
            16 => [Act(ActionKind.ChangeBackward, [choices.Of(all)])],
            17 => [Act(ActionKind.EndWatch)],
            18 or 19 => [Act(ActionKind.Backward, Targets(), Wanted())],
            21 => [Act(ActionKind.BackwardEach, [.. Targets(), .. Targets()], [choices.Of(all)])],
            22 => [Act(ActionKind.ThrowForward, Some(2))],
            23 => [Act(ActionKind.ThrowForward, Some(2)), Act(ActionKind.Forward)],
            24 or 25 => [Act(ActionKind.ThrowBackward, Targets(), Wanted())],
            26 or 27 => [Act(ActionKind.Chatty, Some(3))],
            20 => choices.Percent(50) ? [Act(ActionKind.BackwardEach, [.. Targets(), .. Targets()], [choices.Of(all)])] : [Act(ActionKind.Share)],
            _ => choices.Percent(70) ? [Act(ActionKind.Share), Act(ActionKind.Set) with { Instance = 1 }] : [Act(ActionKind.Dispose)],
        };
    }

    private ImmutableArray<string> Some(int most) => [.. Enumerable.Range(0, choices.Int(1, most)).Select(_ => choices.Of(all)).Distinct()];

    private ImmutableArray<string> Targets() => choices.Percent(70) ? [choices.Of(outputs)] : Some(2);

    // Early values more often: gradients of inputs and of first layers cross the whole network.
    private ImmutableArray<string> Wanted() => choices.Percent(60) ? [all[choices.Int(0, Math.Min(2, all.Length - 1))]] : Some(3);
}
