namespace CaffeSharpGen.Language;

/// <summary>
/// A network that computes one step of a recurrence, unrolled: an instance for each step, over the same weights. It has an input for the state that a step
/// takes over, and a value of the same shape for the one that it hands on; the first step takes over zeros.
/// </summary>
public sealed class UnrolledNetwork : IDisposable
{
    private readonly Func<Network> share;
    private readonly string state;
    private readonly string next;
    private readonly List<Network> instances;

    /// <summary>Unrolls a network.</summary>
    /// <param name="step">The network, which belongs to this object from now on.</param>
    /// <param name="share">Makes another instance over its weights: <c>() => step.Share()</c>.</param>
    /// <param name="state">Name of the input that takes the state, N×S.</param>
    /// <param name="next">Name of the value that hands it on, N×S.</param>
    /// <exception cref="ArgumentException">The network has no such input or value, or their shapes differ.</exception>
    public UnrolledNetwork(Network step, Func<Network> share, string state = "state", string next = "next")
    {
        this.share = share;
        this.state = state;
        this.next = next;
        instances = [step];
        Hook input = step.RequireInput(state), output = step.RequireHook(next);
        if (input.Shape != output.Shape)
            throw new ArgumentException($"{step.Name} takes a state of {input.Shape} as '{state}' and hands on {output.Shape} as '{next}'; expected one shape", nameof(step));
        output.Keep();
    }

    /// <summary>The network's name.</summary>
    public string Name => instances[0].Name;

    /// <summary>How many steps have run since <see cref="Restart"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The instance that ran a step, with its values and, after <see cref="Backward"/>, its gradients.</summary>
    /// <param name="step">From 0.</param>
    public Network this[int step] => step >= 0 && step < Count
        ? instances[step]
        : throw new ArgumentOutOfRangeException(nameof(step), step, $"{Count} steps of {Name} have run");

    /// <summary>The state after the last step, N×S; a view that is valid until that step runs again. Zeros if none has run.</summary>
    public Tensor State => Count > 0 ? instances[Count - 1].RequireHook(next).Activation : new Tensor(instances[0].RequireInput(state).Shape);

    /// <summary>Begins anew: the next step is the first.</summary>
    public void Restart() => Count = 0;

    /// <summary>Runs the next step.</summary>
    /// <param name="fill">Sets the inputs of its instance, except the state.</param>
    /// <returns>The instance.</returns>
    public Network Advance(Action<Network> fill)
    {
        if (Count == instances.Count)
        {
            Network further = share();
            instances.Add(further);
            further.RequireHook(next).Keep();
        }
        Network step = instances[Count];
        ((IInputHook)step.RequireInput(state)).Set(State);
        fill(step);
        step.Forward();
        Count++;
        return step;
    }

    /// <summary>
    /// Back through time: runs the steps backward, last first, each from its own targets and from the gradient of the state that it handed on.
    /// </summary>
    /// <param name="targets">For a step, what is differentiated there; the sum over all steps is. May be empty; not the state that is handed on, except of the last step.</param>
    /// <param name="inputs">Names of the inputs whose gradients are computed, at each step up to the last one with targets.</param>
    /// <exception cref="ArgumentException">A target does not depend on an input, or no step has one.</exception>
    public void Backward(Func<int, IReadOnlyList<Target>> targets, params ReadOnlySpan<string> inputs)
    {
        Tensor? carried = null;
        bool hasTargets = false;
        for (int t = Count - 1; t >= 0; t--)
        {
            Network step = instances[t];
            List<Target> here = [.. targets(t)];
            if (carried is not null)
                here.Add(new Target(step.RequireHook(next), carried));
            if (here.Count == 0)
                continue;
            hasTargets = true;
            Hook before = step.RequireInput(state);
            List<Hook> hooks = t > 0 ? [before] : [];
            foreach (string input in inputs)
                hooks.Add(step.RequireInput(input));
            step.BackwardUntyped([.. here], ReluRule.Standard, [.. hooks]);
            carried = t > 0 ? before.Gradient : null;
        }
        if (!hasTargets)
            throw new ArgumentException($"no step of {Name} has a target", nameof(targets));
    }

    /// <summary>Frees all instances.</summary>
    public void Dispose()
    {
        foreach (Network instance in instances)
            instance.Dispose();
    }
}
