namespace CaffeSharpGen.Passes;

/// <summary>Which layers a forward pass runs: all, or those behind values that are given, or those that some values need.</summary>
internal sealed class ForwardPlan(IReadOnlyList<Hook> values, IReadOnlyList<LayerStep> steps)
{
    private readonly bool[] has = new bool[values.Count];
    private readonly bool[] given = new bool[values.Count];
    private readonly ulong[] bits = new ulong[(2 * values.Count + 63) / 64];

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
    public bool Has(Hook value) => has[value.Index];

    /// <summary>Whether the pass was given this value.</summary>
    public bool IsGiven(Hook value) => given[value.Index];

    /// <summary>Whether the pass runs this layer.</summary>
    public bool Runs(LayerStep step)
    {
        for (int i = 0; i < step.Outputs.Count; i++)
        {
            if (has[step.Outputs[i].Index] && !given[step.Outputs[i].Index])
                return true;
        }
        return false;
    }

    /// <summary>Whether the pass runs one of some layers.</summary>
    public bool RunsAny(ReadOnlySpan<LayerStep> some)
    {
        foreach (LayerStep step in some)
        {
            if (Runs(step))
                return true;
        }
        return false;
    }

    /// <summary>All layers run.</summary>
    public void PlanWhole()
    {
        Array.Clear(given);
        Arrays.Fill(has, true);
    }

    /// <summary>Only layers run that these values depend on.</summary>
    public void PlanTo(ReadOnlySpan<Hook> wanted)
    {
        Array.Clear(given);
        MarkNeededBy(wanted);
    }

    /// <summary>Only layers run that lie behind given values and, if any are wanted, before those.</summary>
    /// <returns>Null; or a layer that cannot, since it reads something else too, or some of its values are given and others are not: then the plan is of no use.</returns>
    public LayerStep? PlanFrom(ReadOnlySpan<Hook> start, ReadOnlySpan<Hook> wanted)
    {
        bool[] behind = Behind(start);
        Array.Clear(given);
        foreach (Hook value in start)
            given[value.Index] = true;
        // What given values are computed of counts as needed too, as far as it lies behind others: gradients may go back through it.
        if (wanted.IsEmpty)
            Arrays.Fill(has, true);
        else
            MarkNeededBy(wanted);
        for (int v = 0; v < has.Length; v++)
            has[v] &= behind[v];
        return steps.FirstOrDefault(step => Runs(step) && (step.Inputs.Any(input => !behind[input.Index]) || step.Outputs.Any(output => given[output.Index])));
    }

    /// <summary>Whether a pass can begin at a value, alone, and has all targets then.</summary>
    public bool CanBeginAt(Hook start, IEnumerable<Target> targets)
    {
        bool[] behind = Behind(start);
        return targets.All(target => behind[target.Hook.Index])
            && steps.All(step => !step.Inputs.Any(input => behind[input.Index]) || step.Inputs.All(input => behind[input.Index]));
    }

    /// <summary>Whether images that begin at a value stay by themselves behind it.</summary>
    public bool KeepsImagesApart(Hook start)
    {
        bool[] behind = Behind(start);
        return !steps.Any(step => step.Operation.MixesImages && step.Inputs.Any(input => behind[input.Index]));
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
