using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>Steps that run as one: a line of the passes.</summary>
/// <param name="Steps">The steps, in their order.</param>
internal sealed record FusedGroup(EquatableArray<StepDefinition> Steps)
{
    /// <summary>Its first step, which says where it runs.</summary>
    public StepDefinition First => Steps[0];

    /// <summary>Its last step, which computes what others read.</summary>
    public StepDefinition Last => Steps[Steps.Length - 1];

    /// <summary>All groups of a network, in the order of computation.</summary>
    public static IReadOnlyList<FusedGroup> Of(NetworkDefinition network) =>
        [.. network.Groups.Select(group => new FusedGroup(EquatableArray.Create(network.Steps.Span.Slice(group.First, group.Count))))];

    /// <summary>
    /// The value that names it: the first that has a member. Where all its values lie between the operations of one layer, none has, and it
    /// is the first.
    /// </summary>
    public int NamedBy(NetworkDefinition network)
    {
        foreach (StepDefinition step in Steps)
        {
            foreach (int output in step.Outputs)
            {
                if (!network.Values[output].IsHidden)
                    return output;
            }
        }
        return First.Outputs[0];
    }
}
