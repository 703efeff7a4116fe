using CaffeSharpGen.Values;

namespace CaffeSharpGen.Passes;

/// <summary>
/// Which values and layers a backward pass from targets to some hooks touches: those on a way from a hook to a target.
/// One object serves all passes of a network: planning a pass allocates nothing.
/// </summary>
internal sealed class BackwardPlan(IReadOnlyList<Hook> values, IReadOnlyList<LayerStep> steps)
{
    private readonly bool[] needed = new bool[values.Count];
    private readonly bool[] influences = new bool[values.Count];
    private readonly bool[] written = new bool[values.Count];
    private readonly int[] missing = new int[values.Count];
    private readonly ulong[] bits = new ulong[values.Count / 8 + 2];

    /// <summary>Everything that tells the plan from others, once its memory is prepared: what runs, and where gradients lie.</summary>
    public ReadOnlySpan<ulong> Bits
    {
        get
        {
            Array.Clear(bits);
            for (int v = 0; v < needed.Length; v++)
            {
                ulong plan = (needed[v] ? 1UL : 0) | (written[v] ? 2UL : 0) | (values[v].State.BackwardCallbacks.IsArmed ? 64UL : 0);
                if (values[v].State.Gradient is { } gradient)
                    plan |= 4 | (needed[v] && gradient.IsRequested ? 8UL : 0) | (gradient.WasRequested ? 16UL : 0) | (gradient.IsInside ? 32UL : 0);
                bits[v / 8] |= plan << (8 * (v % 8));
            }
            bits[^1] = (ulong)Rule;
            return bits;
        }
    }

    /// <summary>
    /// Whether only the host can run the pass, once its callbacks are armed: it calls some, or layers on the way read what those of the forward pass made of values.
    /// </summary>
    public bool NeedsHost
    {
        get
        {
            for (int v = 0; v < needed.Length; v++)
            {
                ValueState state = values[v].State;
                if (values[v].Producer is not null && (state.IsChanged || (needed[v] && state.BackwardCallbacks.IsArmed)))
                    return true;
            }
            return false;
        }
    }

    public ReluRule Rule { get; private set; }

    /// <summary>Whether the pass needs this value's gradient.</summary>
    public bool Needs(Hook value) => needed[value.Index];

    /// <summary>Whether the pass goes through a layer.</summary>
    public bool Crosses(LayerStep step) => AnyNeeded(step.Outputs) && AnyNeeded(step.Inputs);

    /// <summary>Whether the pass arrives at one of some layers; it need not go through.</summary>
    public bool ReachesAny(ReadOnlySpan<LayerStep> some)
    {
        foreach (LayerStep step in some)
        {
            if (AnyNeeded(step.Outputs))
                return true;
        }
        return false;
    }

    /// <summary>Notes that a layer is about to contribute to a value's gradient.</summary>
    /// <returns>Whether no other did before, and whether no other will.</returns>
    public (bool IsFirst, bool IsLast) Contribute(Hook value)
    {
        bool isFirst = !written[value.Index];
        written[value.Index] = true;
        return (isFirst, --missing[value.Index] == 0);
    }

    /// <summary>Plans a pass.</summary>
    /// <exception cref="ArgumentException">No target depends on one of the hooks.</exception>
    /// <exception cref="InvalidOperationException">A layer on the way has no gradient.</exception>
    public void Plan(ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks, ReluRule rule)
    {
        Rule = rule;
        MarkInfluencedBy(hooks);
        KeepInfluencesOf(targets);
        foreach (Hook hook in hooks)
        {
            if (!Needs(hook))
                throw new ArgumentException($"{Names(targets)} does not depend on '{hook.Name}': there is no gradient to compute");
        }
        Array.Clear(written);
        Array.Clear(missing);
        for (int s = 0; s < steps.Count; s++)
        {
            LayerStep step = steps[s];
            if (!Crosses(step))
                continue;
            if (!step.Operation.IsDifferentiable)
                throw new InvalidOperationException($"layer '{step.Name}' ({step.Type}) lies between {Names(targets)} and the hook and has no gradient");
            for (int i = 0; i < step.Inputs.Count; i++)
                missing[step.Inputs[i].Index]++;
        }
        foreach (Target target in targets)
            written[target.Hook.Index] = true;
    }

    private void MarkInfluencedBy(ReadOnlySpan<Hook> hooks)
    {
        Array.Clear(needed);
        foreach (Hook hook in hooks)
            needed[hook.Index] = true;
        for (int s = 0; s < steps.Count; s++)
        {
            if (AnyNeeded(steps[s].Inputs))
            {
                for (int i = 0; i < steps[s].Outputs.Count; i++)
                    needed[steps[s].Outputs[i].Index] = true;
            }
        }
    }

    private void KeepInfluencesOf(ReadOnlySpan<Target> targets)
    {
        Array.Clear(influences);
        foreach (Target target in targets)
            influences[target.Hook.Index] = true;
        for (int s = steps.Count - 1; s >= 0; s--)
        {
            bool influencesTarget = false;
            for (int i = 0; i < steps[s].Outputs.Count; i++)
                influencesTarget |= influences[steps[s].Outputs[i].Index];
            if (influencesTarget)
            {
                for (int i = 0; i < steps[s].Inputs.Count; i++)
                    influences[steps[s].Inputs[i].Index] = true;
            }
        }
        for (int v = 0; v < needed.Length; v++)
            needed[v] &= influences[v];
    }

    private static string Names(ReadOnlySpan<Target> targets)
    {
        string[] names = new string[targets.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = $"'{targets[i].Hook.Name}'";
        return string.Join(", ", names);
    }

    private bool AnyNeeded(IReadOnlyList<Hook> some)
    {
        for (int i = 0; i < some.Count; i++)
        {
            if (needed[some[i].Index])
                return true;
        }
        return false;
    }
}
