namespace CaffeSharpGen.Language;

/// <summary>
/// A network that computes one step of a recurrence, unrolled: an instance for each step, over the same weights. The network has an input
/// for the state and a value of the same shape, which is the state of the next step. The first step starts from zeros.
/// </summary>
public sealed class UnrolledNetwork : IDisposable
{
    private readonly string state;
    private readonly string next;
    private readonly string[] kept;
    private readonly List<Network> instances;

    /// <summary>Unrolls a network.</summary>
    /// <param name="step">The network, which this object owns from now on.</param>
    /// <param name="state">Name of the input with the state, N×S.</param>
    /// <param name="next">Name of the value with the next state, N×S.</param>
    /// <param name="kept">Names of further values that are read after each step.</param>
    /// <exception cref="KeyNotFoundException">The network has no such input or value.</exception>
    /// <exception cref="ArgumentException">The shapes of the states differ.</exception>
    public UnrolledNetwork(Network step, string state = "state", string next = "next", params ReadOnlySpan<string> kept)
    {
        this.state = state;
        this.next = next;
        this.kept = [next, .. kept];
        instances = [step];
        Hook input = step.Inputs[state], output = step[next];
        if (input.Shape != output.Shape)
        {
            throw new ArgumentException(
                $"{step.Name} takes a state of {input.Shape} as '{state}' and hands on {output.Shape} as '{next}'; expected one shape",
                nameof(step));
        }
        Keep(step);
    }

    /// <summary>The network's name.</summary>
    public string Name => instances[0].Name;

    /// <summary>Number of steps that have run since <see cref="Restart"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The instance that ran a step, with its values and, after <see cref="Backward"/>, its gradients.</summary>
    /// <param name="step">Index of the step.</param>
    public Network this[int step] => step >= 0 && step < Count
        ? instances[step]
        : throw new ArgumentOutOfRangeException(nameof(step), step, $"{Count} steps of {Name} have run");

    /// <summary>
    /// The state after the last step, N×S: a view that is valid until that step runs again. Zeros before the first step.
    /// </summary>
    public Tensor State => Count > 0 ? instances[Count - 1][next].Activation : new Tensor(instances[0].Inputs[state].Shape);

    /// <summary>Starts again: the next step is the first.</summary>
    /// <param name="after">Number of steps to keep.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer steps have run.</exception>
    public void Restart(int after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(after, Count);
        Count = after;
    }

    /// <summary>Runs the next step.</summary>
    /// <param name="fill">Sets the inputs of its instance. The state is set already; this may change it.</param>
    /// <returns>The instance.</returns>
    public Network Advance(Action<Network> fill)
    {
        Network step = NextInstance();
        InputHook input = step.Inputs[state];
        if (Count > 0)
            input.Set(instances[Count - 1][next]);
        else
            input.Set(State);
        fill(step);
        step.Forward();
        Count++;
        return step;
    }

    /// <summary>Makes the next step from an image of another instance: inputs and products are copied from there.</summary>
    /// <param name="ran">An instance that ran a step of an <see cref="UnrolledNetwork"/> over the same weights.</param>
    /// <param name="image">The image of it.</param>
    /// <returns>The instance.</returns>
    internal Network Repeat(Network ran, int image)
    {
        Network step = NextInstance();
        RunAs(step, _ => (ran, image));
        Count++;
        return step;
    }

    /// <summary>
    /// Backpropagation through time: runs the steps backward, last first, each from its own targets and from the gradient of its next
    /// state.
    /// </summary>
    /// <param name="targets">
    /// The targets of a step, which may be none. Gradients are of the sum over all steps. The next state can be a target of the last step
    /// only.
    /// </param>
    /// <param name="inputs">Names of inputs. Their gradients are computed at each step up to the last one with targets.</param>
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
                here.Add(new Target(step[next], carried));
            if (here.Count == 0)
                continue;
            hasTargets = true;
            Hook before = step.Inputs[state];
            List<Hook> hooks = t > 0 ? [before] : [];
            foreach (string input in inputs)
                hooks.Add(step.Inputs[input]);
            step.Backward([.. here], [.. hooks]);
            carried = t > 0 ? before : null;
        }
        if (!hasTargets)
            throw new ArgumentException($"no step of {Name} has a target", nameof(targets));
    }

    /// <summary>
    /// Backpropagation through time for each of several targets: one batch, with an image for each target, runs each step again.
    /// </summary>
    /// <param name="value">Name of the value whose elements are the targets; not the next state.</param>
    /// <param name="targets">The step and the element of each target.</param>
    /// <param name="input">Name of the input of the first step whose gradients are computed, 1×E.</param>
    /// <returns>A gradient for each target, T×E.</returns>
    /// <exception cref="ArgumentException">
    /// There is no target, or one does not depend on the input; or the network does not run one image, or cannot run many.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A step has not run.</exception>
    public Tensor BackwardEach(string value, IReadOnlyList<(int Step, int Element)> targets, string input)
    {
        if (targets.Count == 0)
            throw new ArgumentException($"no step of {Name} has a target", nameof(targets));
        foreach ((int step, _) in targets)
            _ = this[step];
        using Network batch = instances[0].BatchSize == 1 && instances[0].SupportsBatch(targets.Count)
            ? instances[0].Share(targets.Count)
            : throw new ArgumentException(
                $"{Name} runs {instances[0].BatchSize} images at once and no other number; expected one that runs one, or many",
                nameof(targets));
        Hook before = batch.Inputs[state], after = batch[next], from = batch[value], to = batch.Inputs[input];

        // First each target's own step, as a batch. Its gradient of the state is used when the loop below reaches the step before.
        RunAs(batch, i => (instances[targets[i].Step], 0), from);
        batch.Backward(new Target(from, [.. targets.Select(target => target.Element)]), [before, to]);
        Tensor toStates = Copy(before.Gradient), result = Copy(to.Gradient), carried = new(after.Shape);
        for (int step = targets.Max(target => target.Step) - 1; step >= 0; step--)
        {
            for (int i = 0; i < targets.Count; i++)
            {
                if (targets[i].Step == step + 1)
                    toStates.Image(i).CopyTo(carried.Image(i));
            }
            Network ran = instances[step];
            RunAs(batch, _ => (ran, 0), after);
            batch.Backward(new Target(after, carried), step > 0 ? before : to);
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

    /// <summary>Disposes of all instances.</summary>
    public void Dispose()
    {
        foreach (Network instance in instances)
            instance.Dispose();
    }

    // Products are kept: BackwardEach and Repeat copy them.
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
        foreach (Hook value in Products(step).Concat(kept.Select(name => step[name])))
            value.Keep();
    }

    private static IEnumerable<Hook> Products(Network step) => step.Hooks.Where(value => value.Producer is { Role: FusionRole.Product });

    // Runs images as images of other instances did. Products take most of a step's time: they are copied, not computed.
    private static void RunAs(Network into, Func<int, (Network Ran, int Image)> source, params ReadOnlySpan<Hook> to)
    {
        for (int i = 0; i < into.BatchSize; i++)
        {
            (Network ran, int image) = source(i);
            foreach (InputHook input in into.Inputs)
                input.SetImage(i, ran.Inputs[input.Name].Activation.Image(image));
        }
        into.ForwardFrom(
            [.. into.Inputs, .. Products(into)],
            (product, copies) =>
            {
                for (int i = 0; i < into.BatchSize; i++)
                {
                    (Network ran, int image) = source(i);
                    ran[product.Name].Activation.Image(image).CopyTo(copies.Image(i));
                }
            },
            to);
    }

    private static Tensor Copy(Tensor value) => new(value.Shape, value.Span.ToArray());
}
