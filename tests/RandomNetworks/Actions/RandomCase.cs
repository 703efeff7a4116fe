using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>A network and what is done with it.</summary>
/// <param name="Text">The network.</param>
/// <param name="Device">Where it runs.</param>
/// <param name="Kind">What numbers it is given.</param>
/// <param name="HasWholeWeights">Whether its weights are −1, 0 and 1.</param>
/// <param name="Actions">What is done, in order.</param>
/// <param name="HasPasses">Whether it is loaded as a compiled class is: from its table, with passes of its own.</param>
internal sealed record RandomCase(
    NetworkText Text, Configuration Device, ValueKind Kind, bool HasWholeWeights, ImmutableArray<NetworkAction> Actions, bool HasPasses)
{
    /// <summary>Images of the first instance; what the prototxt declares.</summary>
    public int Images => Text.Inputs[0].Dims[0];

    public override string ToString() =>
        $"{Text}on {Device}; inputs {Kind}, weights {(HasWholeWeights ? "whole" : "real")}{(HasPasses ? ", passes" : "")}\n"
        + string.Join("\n", Actions.Select((action, i) => $"{i + 1}. {action}"));
}
