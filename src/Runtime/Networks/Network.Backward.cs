using CaffeSharpGen.Definitions;
using CaffeSharpGen.Passes;
using CaffeSharpGen.Values;

namespace CaffeSharpGen;

/// <content>Backward passes.</content>
public sealed partial class Network
{
    private readonly Action runBackward;
    private readonly Predicate<StepDefinition> crossesBackward;
    private readonly PlanIds backwardPlanIds = new();

    // Whether the last backward pass ran to its end.
    private bool hasRunBackward;

    /// <summary>Count of backward passes so far.</summary>
    internal int BackwardPasses { get; private set; }

    /// <summary>Computes the gradient of a target at a hook, over the activations of the last <see cref="Forward()"/>.</summary>
    /// <param name="of">The target.</param>
    /// <param name="to">Where the gradient is requested.</param>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="cancellationToken">Ends the run within a few milliseconds; there are no gradients then.</param>
    /// <exception cref="ArgumentException">
    /// The hook or the target belongs to another network, or the target does not depend on the hook.
    /// </exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or a layer on the way has no gradient.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Backward(Target of, Hook to, ReluRule rule = ReluRule.Standard, CancellationToken cancellationToken = default) =>
        Backward([of], [to], rule, cancellationToken);

    /// <summary>Computes the gradients of a target at several hooks in one pass.</summary>
    /// <inheritdoc cref="Backward(Target, Hook, ReluRule, CancellationToken)"/>
    public void Backward(
        Target of, ReadOnlySpan<Hook> to, ReluRule rule = ReluRule.Standard, CancellationToken cancellationToken = default) =>
        Backward([of], to, rule, cancellationToken);

    /// <summary>
    /// Computes the gradients of the sum of several targets, each weighted by the gradient that it starts from (<see cref="Target"/>), at
    /// several hooks.
    /// </summary>
    /// <inheritdoc cref="Backward(Target, Hook, ReluRule, CancellationToken)"/>
    /// <exception cref="ArgumentException">Two targets are of one value, or else as for one target.</exception>
    public void Backward(
        ReadOnlySpan<Target> of, ReadOnlySpan<Hook> to, ReluRule rule = ReluRule.Standard, CancellationToken cancellationToken = default)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        RunBackwardPass(of, to, rule, cancellationToken);
    }

    /// <summary>
    /// The gradient of each of several targets at a hook, as a backward pass for each would compute it (but for rounding). Several run at
    /// a time if all that lies between depends on the hook alone and is not observed: fully connected layers, which wait for their
    /// weights, take hardly longer for many than for one.
    /// </summary>
    /// <param name="of">The targets.</param>
    /// <param name="to">Where the gradients are requested.</param>
    /// <param name="take">Takes the index of a target and its gradient, 1×C×H×W; a view that is valid until it returns.</param>
    /// <param name="rule">What rectifiers do.</param>
    /// <param name="image">Which image of the batch.</param>
    /// <param name="cancellationToken">Ends the run within a few milliseconds; what was taken by then is whole.</param>
    /// <exception cref="ArgumentException">
    /// The hook or a target belongs to another network, or a target does not depend on the hook; or the hook's first axis does not count
    /// the images.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="InvalidOperationException">
    /// There was no forward pass, or not of these values, or a layer on the way has no gradient.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void BackwardEach(
        IReadOnlyList<Target> of, Hook to, Action<int, Tensor> take, ReluRule rule = ReluRule.Standard, int image = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(of);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(take);
        using NetworkGate.Use pass = Gate.BeginPass();
        RequireForward();
        foreach (Hook value in of.Select(target => target.Hook).Append(to))
        {
            RequireOwn(value);
            RequireComputed(value);
        }
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, BatchSize);
        if (BatchSize > 1 && to.Shape.BatchSize != BatchSize)
        {
            throw new ArgumentException(
                $"'{to.Name}' is {to.Shape}, which for {BatchSize} images does not say which rows are of image {image}: "
                + "use an instance for one image", nameof(to));
        }
        // As a pass for each would: an instance that computes what lies between anew would not notice.
        foreach (Target target in of)
        {
            backwardPlan.Plan([target.Hook.Index], [to.Index], rule);
            RequirePassable();
        }
        // Before a value that is gone is computed again: the values of the forward pass stay.
        cancellationToken.ThrowIfCancellationRequested();
        BatchedBackward.Run(new BatchedBackward.Request(this, to, rule, image, take, cancellationToken), of);
    }

    /// <summary>A backward pass of a caller that has entered the gate already.</summary>
    internal void RunBackwardPass(
        ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks, ReluRule rule, CancellationToken cancellationToken = default)
    {
        RequireForward();
        if (rule is < ReluRule.Standard or > ReluRule.Deconv)
            throw new ArgumentOutOfRangeException(nameof(rule), rule, "expected Standard, Guided or Deconv");
        RequireDifferent(targets);
        foreach (Target target in targets)
            RequireComputed(target.Hook);
        foreach (Hook hook in hooks)
        {
            RequireOwn(hook);
            RequireComputed(hook);
        }
        backwardPlan.Plan(IndicesOf(targets, ref startIndices), IndicesOf(hooks, ref requestedIndices), rule);
        RequirePassable();
        BackwardPasses++;
        hasRunBackward = false;
        for (int i = 0; i < Hooks.Count; i++)
            Hooks[i].State.BackwardCallbacks.Arm();
        gradients.Prepare(backwardPlan, targets, hooks);
        foreach (Target target in targets)
            target.WriteSeed(target.Hook.State.Gradient!.Buffer);
        backwardPass.Prepare(cancellationToken);
        int plan = OnlyHostCanRun() ? backwardPlanIds.OfOnePass() : backwardPlanIds.Of(gradients.BitsOf(backwardPlan));
        session.RunPass(new PassKey(IsForward: false, plan), runBackward, cancellationToken);
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (!backwardPlan.Needs(i))
                continue;
            GradientSlot gradient = Hooks[i].State.Gradient!;
            gradient.Pass = BackwardPasses;
            if (Hooks[i].Producer is null)
                Hooks[i].State.BackwardCallbacks.Raise(gradient.Buffer);
        }
        hasRunBackward = true;
    }

    /// <summary>The values that depend on one, this one first, in the order of computation.</summary>
    internal IEnumerable<Hook> Behind(Hook start)
    {
        bool[] behind = forwardPlan.Behind(start.Index);
        return Hooks.Where(value => behind[value.Index]);
    }

    /// <summary>
    /// Whether images of another instance that is given the value can compute gradients at it as this network does: the targets lie behind
    /// it, nothing else is needed, no layer mixes images, and nothing is observed.
    /// </summary>
    internal bool CanBeginAt(Hook value, IEnumerable<Target> targets)
    {
        for (int i = value.Index; i < Hooks.Count; i++)
        {
            ValueState state = Hooks[i].State;
            bool isOnTheWay = i > value.Index;
            if (!state.BackwardCallbacks.IsEmpty
                || (isOnTheWay && (forwardPlan.IsGiven(i) || state.IsChanged || !state.ForwardCallbacks.IsEmpty)))
                return false;
        }
        return value.Producer is not null && forwardPlan.CanBeginAt(value.Index, targets.Select(target => target.Hook.Index))
            && forwardPlan.KeepsImagesApart(value.Index);
    }

    // Once callbacks are armed: the pass calls some, or layers on the way read what those of the forward pass made of values.
    private bool OnlyHostCanRun()
    {
        for (int v = 0; v < Hooks.Count; v++)
        {
            ValueState state = Hooks[v].State;
            if (Hooks[v].Producer is not null && (state.IsChanged || (backwardPlan.Needs(v) && state.BackwardCallbacks.IsArmed)))
                return true;
        }
        return custom.RunsAny(crossesBackward);
    }

    private static ReadOnlySpan<int> IndicesOf(ReadOnlySpan<Target> targets, ref int[] indices)
    {
        if (indices.Length < targets.Length)
            indices = new int[targets.Length];
        for (int i = 0; i < targets.Length; i++)
            indices[i] = targets[i].Hook.Index;
        return indices.AsSpan(0, targets.Length);
    }

    private void RunGroupsBackward()
    {
        backwardPass.Begin();
        if (passes is not null)
        {
            passes.Backward(backwardPass);
        }
        else
        {
            for (int g = Groups.Count - 1; g >= 0; g--)
                backwardPass.Run(Groups[g]);
        }
        backwardPass.End();
    }

    private void RequirePassable()
    {
        for (int s = 0; s < Layers.Count; s++)
        {
            LayerStep layer = Layers[s];
            if (layer.Operation.IsLinear || !backwardPlan.Crosses(layer.Definition))
                continue;
            if (!forwardPlan.Runs(layer.Definition))
            {
                throw new InvalidOperationException(
                    $"layer '{layer.Name}' ({layer.Type}) lies between the target and the hook, and did not run: its value was given");
            }
            if (inputsChanged && layer.Inputs.Any(input => input.Producer is null))
            {
                throw new InvalidOperationException(
                    $"an input of {Name} was set since the last forward pass, and the gradient of layer '{layer.Name}' ({layer.Type}) "
                    + "depends on it: run Forward first");
            }
        }
    }

    private void RequireDifferent(ReadOnlySpan<Target> targets)
    {
        for (int i = 0; i < targets.Length; i++)
        {
            RequireOwn(targets[i].Hook);
            for (int j = 0; j < i; j++)
            {
                if (targets[i].Hook == targets[j].Hook)
                    throw new ArgumentException($"two targets are of '{targets[i].Hook.Name}': make one of them");
            }
        }
    }
}
