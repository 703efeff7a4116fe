using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// A network with its weights on a device. Used by one thread at a time; <c>Share</c> of the generated class makes another instance over the same
/// weights. Generated classes derive from <see cref="Network{TSelf}"/>; this base is for code that serves any network.
/// </summary>
public abstract partial class Network : IDisposable
{
    private readonly SharedResources shared;
    private readonly bool isSharing;
    private readonly DeviceSession session;
    private readonly HostSession host;
    private readonly Action runForward;
    private readonly Action runBackward;
    private ActivationMemory activations = ActivationMemory.None;
    private GradientMemory? gradients;
    private CancellationToken cancellation;
    private int changes = 1;
    private int changesArranged;
    private bool hasRun;
    private bool inputsChanged;

    private protected Network(string name, WeightSource weights, Device? device, int batch, bool leaveOpen)
        : this(name, new SharedResources(weights, device, leaveOpen), batch)
    {
    }

    private protected Network(string name, Network sharing, int batch)
        : this(name, sharing.ResourcesToShare(), batch)
    {
        isSharing = true;
    }

    private Network(string name, SharedResources shared, int batch)
    {
        if (batch < 1)
        {
            shared.Release();
            throw new ArgumentOutOfRangeException(nameof(batch), batch, "a network runs at least one image at a time");
        }
        Name = name;
        Batch = batch;
        Gate = new NetworkGate(name);
        this.shared = shared;
        host = new HostSession(shared.PackedWeights);
        (runForward, runBackward) = (RunForward, RunBackward);
        try
        {
            session = Device.CreateSession(shared.PackedWeights);
        }
        catch
        {
            shared.Release();
            throw;
        }
    }

    /// <summary>Name of the network, as its prototxt gives it.</summary>
    public string Name { get; }

    /// <summary>Number of images that run at once.</summary>
    public int Batch { get; }

    /// <summary>Where it runs.</summary>
    public Device Device => shared.Device;

    /// <summary>All values: inputs and what the layers put out, in the order of computation.</summary>
    public IReadOnlyList<Hook> Hooks { get; private set; } = [];

    /// <summary>The inputs.</summary>
    public IEnumerable<Hook> Inputs => Hooks.Where(hook => hook.Producer is null);

    /// <summary>The layers, in the order of computation.</summary>
    public IReadOnlyList<LayerStep> Layers { get; private set; } = [];

    /// <summary>The layers in the groups in which they run.</summary>
    public IReadOnlyList<LayerGroup> Groups { get; private set; } = [];

    /// <summary>What was noticed while loading, such as weights of layers that the network does not have.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Who uses the network.</summary>
    internal NetworkGate Gate { get; }

    /// <summary>Number of backward passes so far.</summary>
    internal int BackwardPass { get; private set; }

    private protected GradientPath Path { get; private set; } = new([], []);

    private ForwardPath Part { get; set; } = new([], []);

    /// <summary>Computes all values from the inputs.</summary>
    public void Forward() => Forward(CancellationToken.None);

    /// <summary>Computes all values from the inputs.</summary>
    /// <param name="cancellation">Ends the run within a few milliseconds; there are no values then until the next run.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Forward(CancellationToken cancellation)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        Part.PlanWhole();
        Arrange();
        RunPart(cancellation);
    }

    /// <summary>Another instance over the same weights and device, of the same class, for so many images at once.</summary>
    /// <returns>Null if the network cannot run so many: its prototxt fixes their number at <see cref="Batch"/>.</returns>
    public abstract Network? ShareUntyped(int batch);

    /// <summary>Finds a value by Caffe's name of its layer.</summary>
    public bool TryGetHook(string caffeName, [NotNullWhen(true)] out Hook? hook)
    {
        int index = HookIndex(caffeName);
        hook = index < 0 ? null : Hooks[index];
        return hook is not null;
    }

    /// <summary>
    /// Computes the gradient of a target at hooks, over the activations of the last <see cref="Forward()"/>. Checked at run time;
    /// generated networks have typed <c>Backward</c> methods that are checked by the compiler.
    /// </summary>
    /// <exception cref="ArgumentException">A hook or the target belongs to another network, or the target does not depend on a hook.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or a layer on the way has no gradient.</exception>
    public void BackwardUntyped(Target target, ReluRule rule, params ReadOnlySpan<Hook> hooks) => BackwardUntyped(target, rule, CancellationToken.None, hooks);

    /// <inheritdoc cref="BackwardUntyped(Target, ReluRule, ReadOnlySpan{Hook})"/>
    /// <exception cref="OperationCanceledException">The run was cancelled; there are no gradients then.</exception>
    public void BackwardUntyped(Target target, ReluRule rule, CancellationToken cancellation, params ReadOnlySpan<Hook> hooks) =>
        BackwardUntyped([target], rule, hooks, cancellation);

    /// <summary>Computes the gradients of the sum of several targets, each weighted by the gradient that it starts from (<see cref="Target"/>).</summary>
    /// <inheritdoc cref="BackwardUntyped(Target, ReluRule, CancellationToken, ReadOnlySpan{Hook})"/>
    /// <exception cref="ArgumentException">Two targets are of one value, or else as for one target.</exception>
    public void BackwardUntyped(ReadOnlySpan<Target> targets, ReluRule rule, ReadOnlySpan<Hook> hooks, CancellationToken cancellation = default)
    {
        using NetworkGate.Use pass = Gate.BeginPass();
        RunBackwardPass(targets, rule, hooks, cancellation);
    }

    /// <summary>A backward pass of whoever has the network already.</summary>
    internal void RunBackwardPass(ReadOnlySpan<Target> targets, ReluRule rule, ReadOnlySpan<Hook> hooks, CancellationToken cancellation = default)
    {
        RequireForward();
        RequireDifferent(targets);
        foreach (Target target in targets)
            RequirePart(target.Hook);
        foreach (Hook hook in hooks)
        {
            RequireOwn(hook);
            RequirePart(hook);
        }
        Path.Plan(targets, hooks, rule);
        RequirePassable();
        BackwardPass++;
        for (int i = 0; i < Hooks.Count; i++)
            Hooks[i].BackwardCallbacks.Arm();
        gradients!.Prepare(Path, targets, hooks);
        foreach (Target target in targets)
        {
            target.Seed(target.Hook.Gradients!.Buffer);
        }
        Run(forward: false, cancellation);
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (!Path.Wants(Hooks[i]))
                continue;
            Hooks[i].GradientPass = BackwardPass;
            if (Hooks[i].Producer is null)
                Hooks[i].BackwardCallbacks.Raise(Hooks[i].Gradients!.Buffer);
        }
    }

    /// <summary>
    /// Frees activations, and weights and device if no other instance shares them (a device that was given is its giver's). Waits for a pass that another thread runs.
    /// </summary>
    /// <exception cref="InvalidOperationException">A callback of a pass of this network calls it.</exception>
    public void Dispose()
    {
        if (Gate.Close())
            Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Has what runs as one, and who has memory of its own, decided anew before the next pass.</summary>
    internal void Rearrange() => Interlocked.Increment(ref changes);

    /// <summary>Whether a value is where it can be read.</summary>
    internal bool Holds(Hook hook) => hook.Producer is null || (Part.Has(hook) && activations.Holds(hook));

    /// <summary>Notes that a pass wrote a value.</summary>
    internal void NoteWritten(Hook hook) => activations.NoteWritten(hook);

    /// <summary>A value of the last forward pass, or of the one that runs.</summary>
    internal Tensor Read(Hook hook)
    {
        using NetworkGate.Use use = Gate.Begin();
        // A callback reads what its own pass has computed so far.
        if (!Gate.IsInPass)
            RequireForward();
        if (!Holds(hook))
        {
            if (Gate.IsInPass)
                throw new InvalidOperationException($"'{hook.Name}' of {Name} is not kept while the network runs: call its Keep before");
            using NetworkGate.Use pass = Gate.BeginPass();
            RunAgainFor(hook);
        }
        return hook.ActivationBuffer.Map();
    }

    /// <summary>Notes that what memory holds is of no pass.</summary>
    internal void ForgetPass() => hasRun = false;

    /// <summary>Makes a value readable, by a pass if it is gone, for whoever has the network already.</summary>
    internal void MakeReadable(Hook hook)
    {
        if (!Holds(hook))
            RunAgainFor(hook);
    }

    /// <summary>The gradient of the last backward pass.</summary>
    internal Tensor ReadGradient(Hook hook)
    {
        using NetworkGate.Use use = Gate.Begin();
        return hook.Gradients is { IsWanted: true } gradient && hook.GradientPass == BackwardPass && BackwardPass > 0
            ? gradient.Buffer.Map()
            : throw new InvalidOperationException($"the last backward pass of {Name} was not asked for the gradient of '{hook.Name}'");
    }

    /// <summary>Begins to write an input; dispose what is returned when it is written.</summary>
    internal NetworkGate.Use BeginToSet(Hook input)
    {
        NetworkGate.Use use = Gate.BeginOutsideOfPasses($"its input '{input.Name}' cannot be set");
        inputsChanged = true;
        return use;
    }

    /// <summary>Defines inputs and layers, in the order of computation.</summary>
    protected abstract void Define(NetworkBuilder network);

    /// <summary>Runs every group of layers forward, in order.</summary>
    protected abstract void RunForward();

    /// <summary>Runs every group of layers backward, in reverse order.</summary>
    protected abstract void RunBackward();

    /// <summary>Number of the value of this Caffe name, −1 if there is none.</summary>
    protected abstract int HookIndex(string caffeName);

    /// <summary>Runs a group of layers forward.</summary>
    protected void ForwardGroup(int group)
    {
        cancellation.ThrowIfCancellationRequested();
        Groups[group].Forward(Part);
    }

    /// <summary>Runs a group of layers backward, if the pass in progress crosses it.</summary>
    protected void BackwardGroup(int group)
    {
        cancellation.ThrowIfCancellationRequested();
        Groups[group].Backward(Path);
    }

    private protected void Build(Func<int, string, string, DeviceBuffer, bool, Hook> makeHook)
    {
        var builder = new NetworkBuilder(this, session, host, shared.Weights, makeHook);
        Hooks = builder.Values;
        Layers = builder.Steps;
        try
        {
            Define(builder);
            Groups = builder.Groups();
            activations = new ActivationMemory(session, Hooks, Groups, builder.ArenaFloats);
            gradients = new GradientMemory(session, Hooks, builder.ArenaFloats);
            Path = new GradientPath(Hooks, Layers);
            Part = new ForwardPath(Hooks, Layers);
            Arrange();
            // An instance that shares weights, which are packed already, prepares what runs when it first does: that may be a part.
            for (int g = 0; g < Groups.Count && !isSharing; g++)
                Groups[g].Prepare();
        }
        catch
        {
            if (Gate.Close())
                Free();
            throw;
        }
        Notes = [.. WeightNotes.Of(this, shared.Weights), .. Groups.SelectMany(group => group.Notes)];
    }

    private SharedResources ResourcesToShare()
    {
        ObjectDisposedException.ThrowIf(Gate.IsClosed, this);
        return shared.Use();
    }

    // Runs forward again so that a value can be read that the last pass did not keep.
    private void RunAgainFor(Hook hook)
    {
        RequirePart(hook);
        if (inputsChanged && Inputs.Any(Part.Has))
            throw new InvalidOperationException($"the last forward pass of {Name} did not keep '{hook.Name}', and the inputs have changed since: call its Keep before Forward, or read it before the inputs change");
        if (Hooks.FirstOrDefault(other => other.ForwardCallbacks.HasEndedAfterChange) is { } changed)
            throw new InvalidOperationException($"the last forward pass of {Name} did not keep '{hook.Name}', and a callback that changed '{changed.Name}' then has ended since: call its Keep before Forward, or read it before");
        hook.Keep();
        // With the callbacks of the last pass, not with those that came since: it is that pass's value.
        Arrange(withNewCallbacks: false);
        RunPart(CancellationToken.None);
        if (!Holds(hook))
            throw new InvalidOperationException($"'{hook.Name}' of {Name} is kept and yet not there after a forward pass: this is a fault of the memory plan, please report it");
    }

    // Before a forward pass. Values stay where they are until the next one: a backward pass, and whoever reads, finds them there.
    private void Arrange(bool withNewCallbacks = true)
    {
        int now = Volatile.Read(ref changes);
        if (withNewCallbacks && changesArranged == now)
            return;
        for (int i = 0; i < Hooks.Count && withNewCallbacks; i++)
            Hooks[i].ForwardCallbacks.Arm();
        activations.Place();
        for (int g = 0; g < Groups.Count; g++)
            Groups[g].FindObserved();
        changesArranged = withNewCallbacks ? now : 0;
    }

    private void RunPart(CancellationToken cancellation)
    {
        hasRun = false;
        activations.Begin(Part);
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (Hooks[i].Producer is not null || !Part.Has(Hooks[i]))
                continue;
            // Its memory may have been written through a view.
            Hooks[i].ActivationBuffer.Commit();
            Hooks[i].RaiseForward();
        }
        Run(forward: true, cancellation);
        inputsChanged = false;
        hasRun = true;
    }

    private void Run(bool forward, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        session.RunPass(new PassKey(forward, changesArranged), forward ? runForward : runBackward, cancellation);
    }

    private void RequireForward()
    {
        if (!hasRun)
            throw new InvalidOperationException($"{Name} has not run yet: call Forward first");
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

    private void RequireOwn(Hook hook)
    {
        if (hook.Network != this)
            throw new ArgumentException($"'{hook.Name}' belongs to another network ({hook.Network.Name}), not to this {Name}");
    }

    private void Free()
    {
        foreach (LayerGroup group in Groups)
            group.Free();
        foreach (Hook hook in Hooks)
            hook.Free();
        activations.Dispose();
        gradients?.Dispose();
        host.Dispose();
        session.Dispose();
        shared.Release();
    }
}
