using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Passes;

/// <summary>
/// Which steps of a network a forward pass runs: all, or those behind values that are given, or those that some values need. Values are
/// indices in the definition.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="lacksCode">Whether a step cannot run, as it has no code: nothing that depends on it is computed.</param>
internal sealed class ForwardPlan(NetworkDefinition network, Predicate<StepDefinition> lacksCode)
{
    private readonly bool[] has = new bool[network.Values.Length];
    private readonly bool[] lost = new bool[network.Values.Length];
    private readonly bool[] given = new bool[network.Values.Length];
    private readonly ulong[] bits = new ulong[(2 * network.Values.Length + 63) / 64];

    /// <summary>Everything that tells the plan from others.</summary>
    public ReadOnlySpan<ulong> Bits
    {
        get
        {
            Array.Clear(bits);
            for (int v = 0; v < has.Length; v++)
                bits[2 * v / 64] |= (has[v] ? 1UL : 0) << (2 * v % 64) | (given[v] ? 2UL : 0) << (2 * v % 64);
            return bits;
        }
    }

    /// <summary>Whether the pass has this value: it is given, or computed by it.</summary>
    public bool Has(int value) => has[value];

    /// <summary>Whether the pass was given this value.</summary>
    public bool IsGiven(int value) => given[value];

    /// <summary>Whether the pass runs this step.</summary>
    public bool Runs(StepDefinition step)
    {
        foreach (int output in step.Outputs)
        {
            if (has[output] && !given[output])
                return true;
        }
        return false;
    }

    /// <summary>All steps run.</summary>
    public void PlanWhole()
    {
        Array.Clear(given);
        FindLost();
        MarkAll();
    }

    /// <summary>Only steps run that these values depend on.</summary>
    public void PlanTo(ReadOnlySpan<int> requested)
    {
        Array.Clear(given);
        FindLost();
        MarkNeededBy(requested);
    }

    /// <summary>
    /// The step without code that a value depends on, unless what lies between is given; null if there is none. The plan is the last one.
    /// </summary>
    public StepDefinition? LacksFor(int value)
    {
        for (int s = network.Steps.Length - 1; s >= 0 && lost[value]; s--)
        {
            StepDefinition step = network.Steps[s];
            if (!step.Outputs.Contains(value))
                continue;
            if (lacksCode(step))
                return step;
            value = step.Inputs.First(input => lost[input]);
        }
        return null;
    }

    /// <summary>Only steps run that lie behind given values and, if any are requested, before those.</summary>
    /// <returns>
    /// Null; or a step that cannot run, since it reads something else too, or some of its values are given and others are not: then the
    /// plan is of no use.
    /// </returns>
    public StepDefinition? PlanFrom(ReadOnlySpan<int> start, ReadOnlySpan<int> requested)
    {
        bool[] behind = Behind(start);
        Array.Clear(given);
        foreach (int value in start)
            given[value] = true;
        // What given values are computed of counts as needed too, as far as it lies behind others: gradients may go back through it.
        FindLost();
        if (requested.IsEmpty)
            MarkAll();
        else
            MarkNeededBy(requested);
        for (int v = 0; v < has.Length; v++)
            has[v] &= behind[v] && !lost[v];
        foreach (StepDefinition step in network.Steps)
        {
            if (Runs(step) && (!behind.HasAll(step.Inputs) || given.HasAny(step.Outputs)))
                return step;
        }
        return null;
    }

    /// <summary>Whether a pass can begin at a value, alone, and has all targets then.</summary>
    public bool CanBeginAt(int start, IEnumerable<int> targets)
    {
        bool[] behind = Behind(start);
        foreach (StepDefinition step in network.Steps)
        {
            if (behind.HasAny(step.Inputs) && !behind.HasAll(step.Inputs))
                return false;
        }
        return targets.All(target => behind[target]);
    }

    /// <summary>Whether no step behind a value mixes the images of a batch.</summary>
    public bool KeepsImagesApart(int start)
    {
        bool[] behind = Behind(start);
        foreach (StepDefinition step in network.Steps)
        {
            if (step.Operation.MixesImages && behind.HasAny(step.Inputs))
                return false;
        }
        return true;
    }

    /// <summary>The values that depend on some, these among them: for each value whether it does.</summary>
    public bool[] Behind(params ReadOnlySpan<int> start)
    {
        bool[] behind = new bool[network.Values.Length];
        foreach (int value in start)
            behind[value] = true;
        foreach (StepDefinition step in network.Steps)
        {
            if (behind.HasAny(step.Inputs))
                behind.Mark(step.Outputs);
        }
        return behind;
    }

    private void MarkAll()
    {
        for (int v = 0; v < has.Length; v++)
            has[v] = !lost[v];
    }

    // Values that cannot be computed from what is given.
    private void FindLost()
    {
        Array.Clear(lost);
        foreach (StepDefinition step in network.Steps)
        {
            if (!lacksCode(step) && !lost.HasAny(step.Inputs))
                continue;
            foreach (int output in step.Outputs)
                lost[output] = !given[output];
        }
    }

    private void MarkNeededBy(ReadOnlySpan<int> requested)
    {
        Array.Clear(has);
        foreach (int value in requested)
            has[value] = true;
        for (int s = network.Steps.Length - 1; s >= 0; s--)
        {
            StepDefinition step = network.Steps[s];
            if (!has.HasAny(step.Outputs))
                continue;
            has.Mark(step.Outputs);
            has.Mark(step.Inputs);
        }
    }
}
