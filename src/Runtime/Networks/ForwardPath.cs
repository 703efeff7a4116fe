namespace CaffeSharpGen;

/// <summary>Which layers a forward pass runs: all, or those behind a value that is given, or those that some values need.</summary>
internal sealed class ForwardPath(IReadOnlyList<Hook> values, IReadOnlyList<LayerStep> steps)
{
    private readonly bool[] has = new bool[values.Count];

    /// <summary>The value that is given; null if the pass begins at the inputs.</summary>
    public Hook? Start { get; private set; }

    /// <summary>Whether the pass has this value: it is given, or computed by it.</summary>
    public bool Has(Hook value) => has[value.Index];

    /// <summary>Whether the pass runs this layer.</summary>
    public bool Runs(LayerStep step) => has[step.Outputs[0].Index] && step.Outputs[0] != Start;

    /// <summary>All layers run.</summary>
    public void PlanWhole()
    {
        Start = null;
        Array.Fill(has, true);
    }

    /// <summary>Only layers run that these values depend on.</summary>
    public void PlanTo(ReadOnlySpan<Hook> wanted)
    {
        Start = null;
        Array.Clear(has);
        foreach (Hook value in wanted)
            has[value.Index] = true;
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            if (!AnyHas(steps[s].Outputs))
                continue;
            Mark(steps[s].Outputs);
            Mark(steps[s].Inputs);
        }
    }

    /// <summary>Only layers behind a value run.</summary>
    /// <returns>Null; or a layer that cannot, since it reads something else too: then nothing is planned.</returns>
    public LayerStep? PlanBehind(Hook start)
    {
        bool[] behind = Behind(start);
        if (Obstacle(behind) is { } obstacle)
            return obstacle;
        Start = start;
        behind.CopyTo(has, 0);
        return null;
    }

    /// <summary>Whether a pass can begin at a value and has all targets then.</summary>
    public bool CanBeginAt(Hook start, IEnumerable<Target> targets) => Behind(start) is var behind && Obstacle(behind) is null && targets.All(target => behind[target.Hook.Index]);

    private LayerStep? Obstacle(bool[] behind) =>
        steps.FirstOrDefault(step => step.Inputs.Any(input => behind[input.Index]) && !step.Inputs.All(input => behind[input.Index]));

    private bool[] Behind(Hook start)
    {
        bool[] behind = new bool[values.Count];
        behind[start.Index] = true;
        foreach (LayerStep step in steps.Where(step => step.Inputs.Any(input => behind[input.Index])))
        {
            foreach (Hook output in step.Outputs)
                behind[output.Index] = true;
        }
        return behind;
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

    private void Mark(IReadOnlyList<Hook> some)
    {
        for (int i = 0; i < some.Count; i++)
            has[some[i].Index] = true;
    }
}
