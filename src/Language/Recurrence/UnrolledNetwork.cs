namespace CaffeSharpGen.Language;

/// <summary>
/// A network that computes one step of a recurrence, unrolled: an instance for each step, over the same weights. It has an input for the state that a step
/// takes over, and a value of the same shape for the one that it hands on; the first step takes over zeros.
/// </summary>
public sealed class UnrolledNetwork : IDisposable
{
    private readonly string state;
    private readonly string next;
    private readonly string[] kept;
    private readonly List<Network> instances;

    /// <summary>Unrolls a network.</summary>
    /// <param name="step">The network, which belongs to this object from now on.</param>
    /// <param name="state">Name of the input that takes the state, N×S.</param>
    /// <param name="next">Name of the value that hands it on, N×S.</param>
    /// <param name="kept">Names of further values that are read after each step.</param>
    /// <exception cref="ArgumentException">The network has no such input or value, or their shapes differ.</exception>
    public UnrolledNetwork(Network step, string state = "state", string next = "next", params ReadOnlySpan<string> kept)
    {
        this.state = state;
        this.next = next;
        this.kept = [next, .. kept];
        instances = [step];
        Hook input = step.RequireInput(state), output = step.RequireHook(next);
        if (input.Shape != output.Shape)
            throw new ArgumentException($"{step.Name} takes a state of {input.Shape} as '{state}' and hands on {output.Shape} as '{next}'; expected one shape", nameof(step));
        Keep(step);
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
    /// <param name="after">Or goes on after so many of the steps that have run.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not so many have run.</exception>
    public void Restart(int after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Count);
        Count = after;
    }

    /// <summary>Runs the next step.</summary>
    /// <param name="fill">Sets the inputs of its instance, except the state, which is set; it may set another.</param>
    /// <returns>The instance.</returns>
    public Network Advance(Action<Network> fill)
    {
        Network step = NextInstance();
        InputHook input = step.RequireInput(state);
        if (Count > 0)
            input.Set(instances[Count - 1].RequireHook(next));
        else
            input.Set(State);
        fill(step);
        step.Forward();
        Count++;
        return step;
    }

    /// <summary>The next step as an image of another instance ran it: what it read and multiplied is taken over from there.</summary>
    /// <param name="ran">An instance that ran a step of an <see cref="UnrolledNetwork"/> over the same weights.</param>
    /// <param name="image">Which image of it.</param>
    /// <returns>The instance.</returns>
    internal Network Repeat(Network ran, int image)
    {
        Network step = NextInstance();
        TakeOver(step, _ => (ran, image));
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
        Hook? carried = null;
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
            step.Backward([.. here], [.. hooks]);
            carried = t > 0 ? before : null;
        }
        if (!hasTargets)
            throw new ArgumentException($"no step of {Name} has a target", nameof(targets));
    }

    /// <summary>
    /// Back through time for each of several targets by itself, all at once: as images of an instance that runs each step anew, for all of them.
    /// </summary>
    /// <param name="value">Name of the value whose elements are the targets; not of the state that is handed on.</param>
    /// <param name="targets">For each, its step and its element there.</param>
    /// <param name="input">Name of the input of the first step whose gradients are computed, 1×E.</param>
    /// <returns>A gradient for each target, T×E.</returns>
    /// <exception cref="ArgumentException">There is no target, or it does not depend on the input; or the network does not run one image and, as another instance, many.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A step has not run.</exception>
    public Tensor BackwardEach(string value, IReadOnlyList<(int Step, int Element)> targets, string input)
    {
        if (targets.Count == 0)
            throw new ArgumentException($"no step of {Name} has a target", nameof(targets));
        foreach ((int step, _) in targets)
            _ = this[step];
        using Network side = instances[0].BatchSize == 1 && instances[0].SupportsBatch(targets.Count)
            ? instances[0].Share(targets.Count)
            : throw new ArgumentException($"{Name} runs {instances[0].BatchSize} images at once and no other number; expected one that runs one, or many", nameof(targets));
        Hook before = side.RequireInput(state), after = side.RequireHook(next), from = side.RequireHook(value), to = side.RequireInput(input);

        // First each target's own step, side by side. What it hands back to the step before waits until all come by there.
        TakeOver(side, i => (instances[targets[i].Step], 0), from);
        side.Backward(new Target(from, [.. targets.Select(target => target.Element)]), [before, to]);
        Tensor toStates = Copy(before.Gradient), result = Copy(to.Gradient), carried = new(after.Shape);
        for (int step = targets.Max(target => target.Step) - 1; step >= 0; step--)
        {
            for (int i = 0; i < targets.Count; i++)
            {
                if (targets[i].Step == step + 1)
                    toStates.Image(i).CopyTo(carried.Image(i));
            }
            Network ran = instances[step];
            TakeOver(side, _ => (ran, 0), after);
            side.Backward(new Target(after, carried), step > 0 ? before : to);
            if (step > 0)
                before.Gradient.Span.CopyTo(carried.Span);
        }
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i].Step > 0)
                to.Gradient.Image(i).CopyTo(result.Image(i));
        }
        return result;
    }

    /// <summary>Frees all instances.</summary>
    public void Dispose()
    {
        foreach (Network instance in instances)
            instance.Dispose();
    }

    // Whoever runs a step again takes its products over.
    private Network NextInstance()
    {
        if (Count == instances.Count)
        {
            instances.Add(instances[0].Share());
            Keep(instances[^1]);
        }
        return instances[Count];
    }

    private void Keep(Network step)
    {
        foreach (Hook value in Products(step).Concat(kept.Select(step.RequireHook)))
            value.Keep();
    }

    private static IEnumerable<Hook> Products(Network step) => step.Hooks.Where(value => value.Producer is { Role: FusionRole.Product });

    // Images run as images of other instances did. Most of a step's time goes into its products, so these are taken over, not computed.
    private static void TakeOver(Network into, Func<int, (Network Ran, int Image)> source, params ReadOnlySpan<Hook> to)
    {
        for (int i = 0; i < into.BatchSize; i++)
        {
            (Network ran, int image) = source(i);
            foreach (InputHook input in into.Inputs)
                input.SetImage(i, ran.RequireInput(input.Name).Activation.Image(image));
        }
        into.ForwardFrom(
            [.. into.Inputs, .. Products(into)],
            (product, copies) =>
            {
                for (int i = 0; i < into.BatchSize; i++)
                {
                    (Network ran, int image) = source(i);
                    ran.RequireHook(product.Name).Activation.Image(image).CopyTo(copies.Image(i));
                }
            },
            to);
    }

    private static Tensor Copy(Tensor value) => new(value.Shape, value.Span.ToArray());
}
