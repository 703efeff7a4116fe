using CaffeSharpGen.Operations;

namespace CaffeSharpGen;

/// <summary>Which layers a forward pass runs: all, or those behind values that are given, or those that some values need.</summary>
internal sealed class ForwardPath(IReadOnlyList<Hook> values, IReadOnlyList<LayerStep> steps)
{
    private readonly bool[] has = new bool[values.Count];
    private readonly bool[] given = new bool[values.Count];

    /// <summary>Whether it begins at given values rather than at the inputs.</summary>
    public bool IsGiven { get; private set; }

    /// <summary>Whether the pass has this value: it is given, or computed by it.</summary>
    public bool Has(Hook value) => has[value.Index];

    /// <summary>Whether the pass runs this layer.</summary>
    public bool Runs(LayerStep step) => has[step.Outputs[0].Index] && !given[step.Outputs[0].Index];

    /// <summary>Whether a gradient can pass a layer: it ran, or needs nothing that it would have left behind if it had.</summary>
    public bool IsPassable(LayerStep step) => !given[step.Outputs[0].Index] || step.Operation is InnerProduct or Convolution;

    /// <summary>All layers run.</summary>
    public void PlanWhole()
    {
        IsGiven = false;
        Array.Clear(given);
        Array.Fill(has, true);
    }

    /// <summary>Only layers run that these values depend on.</summary>
    public void PlanTo(ReadOnlySpan<Hook> wanted)
    {
        IsGiven = false;
        Array.Clear(given);
        MarkNeededBy(wanted);
    }

    /// <summary>Only layers run that lie behind given values and, if any are wanted, before those.</summary>
    /// <returns>Null; or a layer that cannot, since it reads something else too: then the plan is of no use.</returns>
    public LayerStep? PlanFrom(ReadOnlySpan<Hook> start, ReadOnlySpan<Hook> wanted)
    {
        IsGiven = true;
        bool[] behind = Behind(start);
        Array.Clear(given);
        foreach (Hook value in start)
            given[value.Index] = true;
        if (wanted.IsEmpty)
            behind.CopyTo(has, 0);
        else
            MarkNeededBy(wanted);
        foreach (Hook value in start)
            has[value.Index] |= value.Producer is null;
        return steps.FirstOrDefault(step => Runs(step) && step.Inputs.Any(input => !behind[input.Index]));
    }

    /// <summary>Whether a pass can begin at a value, alone, and has all targets then.</summary>
    public bool CanBeginAt(Hook start, IEnumerable<Target> targets)
    {
        bool[] behind = Behind(start);
        return targets.All(target => behind[target.Hook.Index])
            && steps.All(step => step.Inputs.All(input => behind[input.Index]) || !step.Inputs.Any(input => behind[input.Index]));
    }

    /// <summary>The values that depend on some, these among them: for each value whether it does.</summary>
    public bool[] Behind(params ReadOnlySpan<Hook> start)
    {
        bool[] behind = new bool[values.Count];
        foreach (Hook value in start)
            behind[value.Index] = true;
        foreach (LayerStep step in steps.Where(step => step.Inputs.Any(input => behind[input.Index])))
            Mark(behind, step.Outputs);
        return behind;
    }

    private void MarkNeededBy(ReadOnlySpan<Hook> wanted)
    {
        Array.Clear(has);
        foreach (Hook value in wanted)
            has[value.Index] = true;
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            if (!AnyHas(steps[s].Outputs))
                continue;
            Mark(has, steps[s].Outputs);
            if (Runs(steps[s]))
                Mark(has, steps[s].Inputs);
        }
    }

    private bool AnyHas(IReadOnlyList<Hook> some)
    {
        for (int i = 0; i < some.Count; i++)
        {
            if (has[some[i].Index])
                return true;
        }
        return false;
    }

    private static void Mark(bool[] marks, IReadOnlyList<Hook> some)
    {
        for (int i = 0; i < some.Count; i++)
            marks[some[i].Index] = true;
    }
}
