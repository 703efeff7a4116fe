namespace CaffeSharpGen;

/// <content>Passes over a part of the network, and many backward passes over one forward pass.</content>
public abstract partial class Network
{
    /// <summary>Computes values from the inputs, but only those that some values need: layers that these do not depend on do not run.</summary>
    /// <param name="values">What has to be there afterwards; it is kept from now on (<see cref="Hook.Keep"/>). Nothing else can be read, or be a target, before the next pass.</param>
    /// <exception cref="ArgumentException">There is no value, or one of another network.</exception>
    public void ForwardTo(params ReadOnlySpan<Hook> values)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        if (values.IsEmpty)
            throw new ArgumentException($"no value of {Name} was asked for", nameof(values));
        foreach (Hook value in values)
        {
            RequireOwn(value);
            value.Keep();
        }
        Part.PlanTo(values);
        Arrange();
        RunPart(CancellationToken.None);
    }

    /// <summary>
    /// Computes values from some that are given, as if a pass had come as far: only layers behind them run, and backward passes may go back to them. What is not
    /// computed takes no memory: an instance for many images costs no more than what lies behind the values.
    /// </summary>
    /// <param name="given">
    /// The values; inputs among them stay as they were set. Where one lies behind another, the layer that computes it does not run, but what it reads is computed.
    /// Callbacks on them do not see them.
    /// </param>
    /// <param name="fill">Writes each, in plain order, into memory of its shape that holds anything.</param>
    /// <param name="to">What has to be there afterwards, as in <see cref="ForwardTo"/>; all that lies behind the values unless told.</param>
    /// <exception cref="ArgumentException">A layer reads something that does not lie behind the values, or one does not depend on them, or is of another network.</exception>
    public void ForwardFrom(ReadOnlySpan<Hook> given, Action<Hook, Tensor> fill, params ReadOnlySpan<Hook> to)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        foreach (Hook value in given)
            RequireOwn(value);
        foreach (Hook value in to)
            RequireOwn(value);
        hasRun = false;
        if (Part.PlanFrom(given, to) is { } obstacle)
            throw new ArgumentException($"layer '{obstacle.Name}' ({obstacle.Type}) of {Name} reads more than what lies behind the values that are given, or puts out others beside them: a pass cannot begin there", nameof(given));
        foreach (Hook value in to)
        {
            if (!Part.Has(value))
                throw new ArgumentException($"'{value.Name}' of {Name} does not depend on the values that are given", nameof(to));
            value.Keep();
        }
        var filled = new List<Hook>();
        foreach (Hook value in given)
        {
            if (value.Producer is null || !Part.Has(value))
                continue;
            value.Give();
            filled.Add(value);
        }
        Arrange();
        foreach (Hook value in filled)
        {
            fill(value, value.ActivationBuffer.Map(discard: true));
            value.ActivationBuffer.Commit();
            NoteWritten(value);
        }
        RunPart(CancellationToken.None);
    }

    /// <summary>
    /// The gradient of each of several targets at a hook, as a backward pass for each would compute it (but for rounding). Several run at a time where all that lies
    /// between belongs to the hook alone and nobody looks on: fully connected layers, which wait for their weights, take hardly longer for many than for one.
    /// </summary>
    /// <param name="targets">The targets.</param>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="hook">Where the gradients are wanted.</param>
    /// <param name="take">Takes the number of a target and its gradient, 1×C×H×W; a view that is valid until it returns.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <exception cref="ArgumentException">
    /// The hook or a target belongs to another network, or a target does not depend on the hook; or the hook's first axis does not count the images.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or not of these values, or a layer on the way has no gradient.</exception>
    public void BackwardEachUntyped(IReadOnlyList<Target> targets, ReluRule rule, Hook hook, Action<int, Tensor> take, int image = 0)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        RequireForward();
        foreach (Hook value in targets.Select(target => target.Hook).Append(hook))
        {
            RequireOwn(value);
            RequirePart(value);
        }
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Batch);
        if (Batch > 1 && hook.Shape.Number != Batch)
            throw new ArgumentException($"'{hook.Name}' is {hook.Shape}, which for {Batch} images does not say which rows are of image {image}: use an instance for one image", nameof(hook));
        // As a pass for each would: an instance that computes what lies between anew would not notice.
        foreach (Target target in targets)
        {
            Path.Plan([target], [hook], rule);
            RequirePassable();
        }
        SideBySide.Run(this, targets, rule, hook, take, image);
    }

    /// <summary>The values that depend on one, this one first, in the order of computation.</summary>
    internal IEnumerable<Hook> Behind(Hook start) => Part.Behind(start) is var behind ? Hooks.Where(value => behind[value.Index]) : [];

    /// <summary>
    /// Whether gradients at a value can be computed by images of an instance that is given the value, as they are by this one: the targets lie behind it, nothing
    /// else is needed, no layer mixes images, and nobody looks on.
    /// </summary>
    internal bool CanBeginAt(Hook value, IEnumerable<Target> targets)
    {
        for (int i = value.Index; i < Hooks.Count; i++)
        {
            if (!Hooks[i].BackwardCallbacks.IsEmpty || (i > value.Index && (Part.IsGiven(Hooks[i]) || Hooks[i].IsChanged || !Hooks[i].ForwardCallbacks.IsEmpty)))
                return false;
        }
        return value.Producer is not null && Part.CanBeginAt(value, targets) && Part.KeepsImagesApart(value);
    }

    private void RequirePart(Hook hook)
    {
        if (Part.Has(hook))
            return;
        throw new InvalidOperationException($"the last forward pass of {Name} computed only a part of the values: it has no '{hook.Name}'");
    }

    private void RequirePassable()
    {
        for (int s = 0; s < Layers.Count; s++)
        {
            LayerStep layer = Layers[s];
            if (!Path.Crosses(layer) || ForwardPath.NeedsNoValues(layer))
                continue;
            if (!Part.Runs(layer))
                throw new InvalidOperationException($"layer '{layer.Name}' ({layer.Type}) lies between the target and the hook, and did not run: its value was given");
            if (inputsChanged && layer.Inputs.Any(input => input.Producer is null))
                throw new InvalidOperationException($"an input of {Name} was set since the last forward pass, and the gradient of layer '{layer.Name}' ({layer.Type}) depends on it: run Forward first");
        }
    }
}
