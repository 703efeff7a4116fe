namespace CaffeSharpGen;

/// <summary>
/// Which values and layers a backward pass from a target to some hooks touches: those on a way from a hook to the target.
/// One object serves all passes of a network: planning a pass allocates nothing.
/// </summary>
internal sealed class GradientPath(IReadOnlyList<Hook> values, IReadOnlyList<LayerStep> steps)
{
    private readonly bool[] wanted = new bool[values.Count];
    private readonly bool[] written = new bool[values.Count];

    public ReluRule Rule { get; private set; }

    /// <summary>Whether the pass needs this value's gradient.</summary>
    public bool Wants(Hook value) => wanted[value.Index];

    /// <summary>Whether gradients flow through this layer.</summary>
    public bool Crosses(LayerStep step) => AnyWanted(step.Outputs) && AnyWanted(step.Inputs);

    /// <summary>Whether no layer has written this value's gradient yet; from now on one has.</summary>
    public bool IsFirst(Hook value)
    {
        bool first = !written[value.Index];
        written[value.Index] = true;
        return first;
    }

    /// <summary>Plans a pass.</summary>
    /// <exception cref="ArgumentException">The target does not depend on a hook.</exception>
    /// <exception cref="InvalidOperationException">A layer on the way has no gradient.</exception>
    public void Plan(Hook target, ReadOnlySpan<Hook> hooks, ReluRule rule)
    {
        Rule = rule;
        Array.Clear(written);
        MarkInfluencedBy(hooks);
        KeepInfluencesOf(target);
        foreach (Hook hook in hooks)
        {
            if (!Wants(hook))
                throw new ArgumentException($"'{target.Name}' does not depend on '{hook.Name}': there is no gradient to compute");
        }
        for (int s = 0; s < steps.Count; s++)
        {
            LayerStep step = steps[s];
            if (!step.Operation.IsDifferentiable && Crosses(step))
                throw new InvalidOperationException($"layer '{step.Name}' ({step.Type}) lies between '{target.Name}' and the hook and has no gradient");
        }
        written[target.Index] = true;
    }

    private void MarkInfluencedBy(ReadOnlySpan<Hook> hooks)
    {
        Array.Clear(wanted);
        foreach (Hook hook in hooks)
            wanted[hook.Index] = true;
        for (int s = 0; s < steps.Count; s++)
        {
            if (AnyWanted(steps[s].Inputs))
            {
                for (int i = 0; i < steps[s].Outputs.Count; i++)
                    wanted[steps[s].Outputs[i].Index] = true;
            }
        }
    }

    // 'written' serves as the set of values that the target depends on while the plan is made.
    private void KeepInfluencesOf(Hook target)
    {
        written[target.Index] = true;
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            bool influences = false;
            for (int i = 0; i < steps[s].Outputs.Count; i++)
                influences |= written[steps[s].Outputs[i].Index];
            if (influences)
            {
                for (int i = 0; i < steps[s].Inputs.Count; i++)
                    written[steps[s].Inputs[i].Index] = true;
            }
        }
        for (int v = 0; v < wanted.Length; v++)
            wanted[v] &= written[v];
        Array.Clear(written);
    }

    private bool AnyWanted(IReadOnlyList<Hook> some)
    {
        for (int i = 0; i < some.Count; i++)
        {
            if (wanted[some[i].Index])
                return true;
        }
        return false;
    }
}
