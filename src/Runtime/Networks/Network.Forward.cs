using CaffeSharpGen.Definitions;
using CaffeSharpGen.Passes;

namespace CaffeSharpGen;

/// <content>Forward passes, over the whole network and over parts of it.</content>
public sealed partial class Network
{
    private readonly Action runForward;
    private readonly Predicate<StepDefinition> runsForward;
    private readonly PlanIds forwardPlanIds = new();
    private int changes = 1;
    private int changesPlanned;
    private bool hasRun;
    private bool hasBegun;

    // Whether a pass calls callbacks.
    private bool needsHost;
    private bool inputsChanged;

    // Of the values at which a pass begins, and of those that it is for.
    private int[] startIndices = [], requestedIndices = [];

    /// <summary>
    /// Computes all values from the inputs, and from the states that recurrent layers ended the last pass with (<see cref="ResetStates"/>).
    /// </summary>
    public void Forward() => Forward(CancellationToken.None);

    /// <summary>Computes all values from the inputs.</summary>
    /// <param name="cancellationToken">Ends the run within a few milliseconds; there are no values then until the next run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Forward(CancellationToken cancellationToken)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        forwardPlan.PlanWhole();
        PlanMemory();
        RunForwardPass(cancellationToken);
    }

    /// <summary>Computes some values from the inputs: layers that these do not depend on do not run.</summary>
    /// <param name="values">
    /// What has to be there afterwards; it is kept from now on (<see cref="Hook.Keep"/>). Nothing else can be read, or be a target, before
    /// the next pass.
    /// </param>
    /// <exception cref="ArgumentException">There is no value, or one of another network.</exception>
    public void ForwardTo(params ReadOnlySpan<Hook> values) => ForwardTo(values, CancellationToken.None);

    /// <inheritdoc cref="ForwardTo(ReadOnlySpan{Hook})"/>
    /// <param name="values">
    /// What has to be there afterwards; it is kept from now on (<see cref="Hook.Keep"/>). Nothing else can be read, or be a target, before
    /// the next pass.
    /// </param>
    /// <param name="cancellationToken">Ends the run within a few milliseconds; there are no values then until the next run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void ForwardTo(ReadOnlySpan<Hook> values, CancellationToken cancellationToken)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        if (values.IsEmpty)
        {
            throw new ArgumentException(
                $"a forward pass of {Name} to no value computes nothing; name one, or call Forward", nameof(values));
        }
        foreach (Hook value in values)
            RequireOwn(value);
        (hasRun, hasBegun) = (false, true);
        forwardPlan.PlanTo(IndicesOf(values, ref requestedIndices));
        foreach (Hook value in values)
            RequireCode(value);
        foreach (Hook value in values)
            value.State.KeepForGood();
        PlanMemory();
        RunForwardPass(cancellationToken);
    }

    /// <summary>
    /// Computes values from some that are given, as if a pass had reached them: only layers behind them run, and backward passes may go
    /// back to them. What is not computed takes no memory: an instance for many images costs no more than what lies behind the values.
    /// </summary>
    /// <param name="given">
    /// The values; inputs among them stay as they were set. Where one lies behind another, the layer that computes it does not run, but its
    /// inputs are computed. Callbacks on them are not called.
    /// </param>
    /// <param name="fill">Writes each, in plain order, into memory of its shape that holds anything.</param>
    /// <param name="to">
    /// What has to be there afterwards, as in <see cref="ForwardTo(ReadOnlySpan{Hook})"/>; defaults to all that lies behind the values.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A layer reads something that does not lie behind the values, or one does not depend on them, or is of another network.
    /// </exception>
    public void ForwardFrom(ReadOnlySpan<Hook> given, Action<Hook, Tensor> fill, params ReadOnlySpan<Hook> to) =>
        ForwardFrom(given, fill, to, CancellationToken.None);

    /// <inheritdoc cref="ForwardFrom(ReadOnlySpan{Hook}, Action{Hook, Tensor}, ReadOnlySpan{Hook})"/>
    /// <param name="given">
    /// The values; inputs among them stay as they were set. Where one lies behind another, the layer that computes it does not run, but its
    /// inputs are computed. Callbacks on them are not called.
    /// </param>
    /// <param name="fill">Writes each, in plain order, into memory of its shape that holds anything.</param>
    /// <param name="to">What has to be there afterwards; empty for all that lies behind the values.</param>
    /// <param name="cancellationToken">Ends the run within a few milliseconds; there are no values then until the next run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void ForwardFrom(
        ReadOnlySpan<Hook> given, Action<Hook, Tensor> fill, ReadOnlySpan<Hook> to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fill);
        if (given.IsEmpty)
            throw new ArgumentException($"a pass of {Name} from no value computes nothing; name one, or call Forward", nameof(given));
        using NetworkGate.Use pass = Gate.BeginPass();
        foreach (Hook value in given)
            RequireOwn(value);
        foreach (Hook value in to)
            RequireOwn(value);
        (hasRun, hasBegun) = (false, true);
        if (forwardPlan.PlanFrom(IndicesOf(given, ref startIndices), IndicesOf(to, ref requestedIndices)) is { } obstacle)
        {
            throw new ArgumentException(
                $"layer '{obstacle.Layer}' ({obstacle.LayerType}) of {Name} reads more than what lies behind the values that are given, "
                + "or puts out others beside them: a pass cannot begin there", nameof(given));
        }
        foreach (Hook value in to)
        {
            RequireCode(value);
            if (!forwardPlan.Has(value.Index))
                throw new ArgumentException($"'{value.Name}' of {Name} does not depend on the values that are given", nameof(to));
            value.State.KeepForGood();
        }
        var filled = new List<Hook>();
        foreach (Hook value in given)
        {
            if (value.Producer is null || !forwardPlan.Has(value.Index))
                continue;
            value.State.Give();
            filled.Add(value);
        }
        PlanMemory();
        foreach (Hook value in filled)
        {
            fill(value, value.State.Buffer.Map(discard: true));
            value.State.Buffer.Commit();
            NoteWritten(value);
        }
        RunForwardPass(cancellationToken);
    }

    /// <summary>Has what runs as one, and who has memory of its own, decided anew before the next pass.</summary>
    internal void InvalidatePlan() => Interlocked.Increment(ref changes);

    /// <summary>Whether a value is where it can be read.</summary>
    internal bool Holds(Hook hook) => hook.Producer is null || (forwardPlan.Has(hook.Index) && activations.Holds(hook));

    /// <summary>Notes that a pass wrote a value.</summary>
    internal void NoteWritten(Hook hook) => activations.NoteWritten(hook);

    /// <summary>Notes that what memory holds is of no pass.</summary>
    internal void ForgetPass() => (hasRun, hasBegun) = (false, true);

    /// <summary>Begins to write an input; dispose what is returned when it is written.</summary>
    internal NetworkGate.Use BeginToSet(Hook input)
    {
        NetworkGate.Use use = Gate.BeginOutsideOfPasses($"its input '{input.Name}' cannot be set");
        inputsChanged = true;
        return use;
    }

    // Before a forward pass. Values stay where they are until the next one: backward passes and readers find them there.
    private void PlanMemory(bool withNewCallbacks = true)
    {
        int now = Volatile.Read(ref changes);
        if (withNewCallbacks && changesPlanned == now)
            return;
        for (int i = 0; i < Hooks.Count && withNewCallbacks; i++)
            Hooks[i].State.ForwardCallbacks.Arm();
        needsHost = false;
        for (int i = 0; i < Hooks.Count; i++)
            needsHost |= Hooks[i].Producer is not null && Hooks[i].State.ForwardCallbacks.IsArmed;
        activations.AssignMemory();
        for (int g = 0; g < Groups.Count; g++)
            Groups[g].FindObserved();
        changesPlanned = withNewCallbacks ? now : 0;
        forwardPlanIds.Invalidate();
        backwardPlanIds.Invalidate();
    }

    // Again: the last pass, for a value that it did not keep.
    private void RunForwardPass(CancellationToken cancellationToken, bool isAgain = false)
    {
        (hasRun, hasBegun) = (false, true);
        if (!isAgain)
            states.Begin();
        activations.Begin(forwardPlan);
        for (int i = 0; i < Inputs.Count; i++)
        {
            InputHook input = Inputs[i];
            if (!forwardPlan.Has(input.Index))
                continue;
            // Its memory may have been written through a view.
            input.State.Buffer.Commit();
            input.RaiseForward();
        }
        forwardPass.Prepare(cancellationToken);
        int plan = needsHost || custom.RunsAny(runsForward) || states.RunsAny(forwardPlan)
            ? forwardPlanIds.OfOnePass()
            : forwardPlanIds.Of(forwardPlan.Bits);
        session.RunPass(new PassKey(IsForward: true, plan), runForward, cancellationToken);
        // A device that replays the pass does not know what it wrote.
        for (int g = 0; g < Groups.Count && !forwardPass.HasEnded; g++)
            Groups[g].Forward(forwardPlan, isReplayed: true);
        if (!isAgain)
            states.End(forwardPlan);
        inputsChanged = false;
        hasRun = true;
    }

    // In memory that is used again: planning a pass allocates nothing.
    private static ReadOnlySpan<int> IndicesOf(ReadOnlySpan<Hook> hooks, ref int[] indices)
    {
        if (indices.Length < hooks.Length)
            indices = new int[hooks.Length];
        for (int i = 0; i < hooks.Length; i++)
            indices[i] = hooks[i].Index;
        return indices.AsSpan(0, hooks.Length);
    }

    private void RunGroupsForward()
    {
        forwardPass.Begin();
        if (passes is not null)
        {
            passes.Forward(forwardPass);
        }
        else
        {
            for (int g = 0; g < Groups.Count; g++)
                forwardPass.Run(Groups[g]);
        }
        forwardPass.End();
    }
}
