using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Compiled;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Loading;
using CaffeSharpGen.Passes;
using CaffeSharpGen.Values;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// The engine: a network's definition with weights on a device, the same for networks that are compiled into the program and for those made
/// at run time. One thread at a time uses it; <see cref="Share(int?)"/> makes another instance over the same weights.
/// </summary>
public sealed partial class Network : IDisposable
{
    private static long networks;
    private readonly SharedResources shared;
    private readonly INetworkPasses? passes;
    private readonly DeviceSession session;
    private readonly HostSession host;
    private readonly CustomCode custom;
    private readonly KeptStates states;
    private readonly ActivationMemory activations;
    private readonly GradientMemory gradients;
    private readonly ForwardPlan forwardPlan;
    private readonly BackwardPlan backwardPlan;
    private readonly ForwardPass forwardPass;
    private readonly BackwardPass backwardPass;
    private Dictionary<string, Hook>? hooksByName;

    /// <summary>Makes a network. It owns the weights from now on, even if this throws, unless they are left open.</summary>
    /// <param name="definition">What it computes.</param>
    /// <param name="weights">Where its weights are.</param>
    /// <param name="device">Where it runs; defaults to a CPU device of its own. A device passed in stays owned by the caller.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <param name="leaveOpen">
    /// Whether the weights stay the caller's, who disposes of them at any time: the network keeps the memory that it needs until its last
    /// instance ends.
    /// </param>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run so many images at once.</exception>
    public Network(NetworkDefinition definition, WeightSource weights, Device? device = null, int batchSize = 1, bool leaveOpen = false)
        : this(definition, weights, new LoadOptions { Device = device, BatchSize = batchSize }, leaveOpen, null, CancellationToken.None)
    {
    }

    /// <summary>Makes a network. It owns the weights from now on, even if this throws, unless they are left open.</summary>
    /// <param name="definition">What it computes.</param>
    /// <param name="weights">Where its weights are.</param>
    /// <param name="options">Device, number of images, progress.</param>
    /// <param name="leaveOpen">Whether the weights stay the caller's.</param>
    /// <param name="cancellationToken">Ends the loading within the time that a layer takes; what was made so far is freed.</param>
    /// <exception cref="WeightException">A weight is missing, or what is stored does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run so many images at once.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled.</exception>
    [OverloadResolutionPriority(-1)]
    public Network(
        NetworkDefinition definition, WeightSource weights, LoadOptions options, bool leaveOpen = false,
        CancellationToken cancellationToken = default)
        : this(definition, weights, options, leaveOpen, passes: null, cancellationToken)
    {
    }

    internal Network(
        NetworkDefinition definition, WeightSource weights, LoadOptions options, bool leaveOpen, INetworkPasses? passes,
        CancellationToken cancellationToken)
        : this(
            definition, SharedResources.Of(definition, weights, options, leaveOpen), options.BatchSize, passes,
            new LoadProgress(options.Progress, cancellationToken))
    {
    }

    /// <summary>Another instance over the weights and the device of one.</summary>
    internal Network(Network sharing, NetworkDefinition definition, int batchSize, INetworkPasses? passes)
        : this(definition, sharing.ResourcesToShare(), batchSize, passes, loading: null)
    {
    }

    // The passes are only stored here: they are called by runs, when the class that has them is there. Without anything to load, it is
    // an instance that shares weights.
    private Network(NetworkDefinition definition, SharedResources shared, int batchSize, INetworkPasses? passes, LoadProgress? loading)
    {
        (Definition, this.shared, this.passes) = (definition, shared, passes);
        (Name, BatchSize, Gate) = (definition.Name, batchSize, new NetworkGate(definition.Name));
        // What was made so far is freed if the rest fails.
        var hooks = new List<Hook>(definition.Values.Length);
        try
        {
            RequireBatch(batchSize);
            custom = new CustomCode(definition, shared.CustomLayers, passes as ICustomLayers);
            loading?.ThrowIfCancelled();
            session = Device.CreateSession(shared.PackedWeights);
            host = new HostSession(shared.PackedWeights);
            MakeHooks(hooks);
            Hooks = [.. hooks];
            Inputs = new InputCollection(this, [.. hooks.OfType<InputHook>()]);
            WeightBlob[][] weights = new WeightBinder(shared.Weights).Bind(definition);
            LayerStep[] layers = MakeLayers(weights);
            Layers = layers;
            states = new KeptStates(definition, Hooks);
            Groups = MakeGroups(layers);
            long arenaFloats = checked(definition.ArenaFloats * batchSize);
            activations = new ActivationMemory(session, Hooks, Groups, arenaFloats);
            gradients = new GradientMemory(session, Hooks, arenaFloats);
            (forwardPlan, backwardPlan) = (
                new ForwardPlan(definition, custom.Lacks), new BackwardPlan(definition, custom.HasGradient));
            (forwardPass, backwardPass) = (new ForwardPass(this, forwardPlan), new BackwardPass(this, backwardPlan));
            (runForward, runBackward) = (RunGroupsForward, RunGroupsBackward);
            (runsForward, crossesBackward) = (forwardPlan.Runs, backwardPlan.Crosses);
            PlanMemory();
            // An instance that shares weights, which are packed already, prepares what runs when it first does: that may be a part.
            if (loading is not null)
                PrepareGroups(loading);
            Notes =
            [
                .. WeightNotes.Of(definition, weights, shared.Weights, shared.NotFinite),
                .. Groups.SelectMany(group => group.Notes), .. custom.Notes(),
            ];
            loading?.End();
        }
        catch
        {
            if (Gate.Close())
                Free(hooks);
            throw;
        }
    }

    /// <summary>What it computes, as data.</summary>
    public NetworkDefinition Definition { get; }

    /// <summary>Name of the network, as its prototxt gives it.</summary>
    public string Name { get; }

    /// <summary>Number of images that run at once.</summary>
    public int BatchSize { get; }

    /// <summary>Where it runs.</summary>
    public Device Device => shared.Device;

    /// <summary>All values: inputs and what the layers compute, in the order of computation.</summary>
    public IReadOnlyList<Hook> Hooks { get; }

    /// <summary>The inputs.</summary>
    public InputCollection Inputs { get; }

    /// <summary>The layers, in the order of computation.</summary>
    public IReadOnlyList<LayerStep> Layers { get; }

    /// <summary>The layers in the groups in which they run.</summary>
    public IReadOnlyList<FusedGroup> Groups { get; }

    /// <summary>What was noticed while loading, such as weights of layers that the network does not have.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Names of the layers that have weights which are NaN or infinite, as those of a training that diverged: there is nothing to explain
    /// then. Empty for sound weights.
    /// </summary>
    public IReadOnlyList<string> LayersNotFinite => shared.NotFinite;

    /// <summary>What it has on its device.</summary>
    internal DeviceSession Session => session;

    /// <summary>Tells networks apart: who needs two at once takes them in this order.</summary>
    internal long Order { get; } = Interlocked.Increment(ref networks);

    /// <summary>Who uses the network.</summary>
    internal NetworkGate Gate { get; }

    /// <summary>The value of Caffe's name of its layer (of an input: of its blob).</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message has the nearest names.</exception>
    public Hook this[string caffeName] => TryGetHook(caffeName, out Hook? hook)
        ? hook
        : throw new KeyNotFoundException($"{Name} has no layer '{caffeName}'; the nearest are {string.Join(", ", NamesNear(caffeName))}");

    /// <summary>Finds a value by Caffe's name of its layer.</summary>
    public bool TryGetHook(string caffeName, [NotNullWhen(true)] out Hook? hook) =>
        (hooksByName ??= Hooks.Where(value => !value.IsHidden).ToDictionary(value => value.Name, StringComparer.Ordinal))
           .TryGetValue(caffeName, out hook);

    /// <summary>The group that computes a value of this network, or of one that shares its definition.</summary>
    /// <exception cref="InvalidOperationException">None does: it is an input, or of another network.</exception>
    internal FusedGroup GroupOf(Hook value) => value.Index < Hooks.Count && Hooks[value.Index].Producer is { } layer
        ? layer.Group!
        : throw new InvalidOperationException($"no group of {Name} computes '{value.Name}'");

    /// <summary>Whether so many images can run at once: a prototxt may fix their number.</summary>
    public bool SupportsBatch(int batchSize) => batchSize == 1 || (batchSize > 1 && Definition.HasFreeBatch);

    /// <summary>
    /// Another instance over the same weights and device, for another thread or batch size. Its recurrent layers begin with zeros.
    /// </summary>
    /// <param name="batchSize">Number of images; null for as many as this one runs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The network cannot run so many at once (<see cref="SupportsBatch"/>).</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public Network Share(int? batchSize = null) => new(this, Definition, batchSize ?? BatchSize, passes);

    /// <summary>
    /// Has recurrent layers (<c>LSTM</c>, <c>RNN</c>, <c>Lstm</c>) begin the next pass with zeros, as a new instance does. Else, as in
    /// Caffe, they go on in their first step with the states that the last pass ended with, where the bottom that marks sequences is not 0.
    /// </summary>
    /// <exception cref="InvalidOperationException">A callback of a pass calls it.</exception>
    public void ResetStates()
    {
        using NetworkGate.Use use = Gate.BeginOutsideOfPasses("its states cannot be reset");
        states.Reset();
    }

    /// <summary>
    /// An instance of another definition over the same weights and device: the same prototxt, compiled for another size of its input. What
    /// was packed of the weights is shared as well. <c>Reshape</c> of CaffeSharpGen.Dynamic compiles it and calls this.
    /// </summary>
    /// <param name="definition">What the instance computes. Its weights are those of this network, by the names of layers.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <exception cref="WeightException">
    /// The weights are not those that the definition reads: another size changes an inner product's.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The definition cannot run so many images at once.</exception>
    /// <exception cref="ObjectDisposedException">The network was disposed of.</exception>
    public Network Share(NetworkDefinition definition, int batchSize = 1)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new Network(this, definition, batchSize, passes: null);
    }

    /// <summary>
    /// Frees activations, and weights and device if no other instance shares them; a device passed in stays open. Waits for a pass on
    /// another thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">A callback of a pass of this network calls it.</exception>
    public void Dispose()
    {
        if (Gate.Close())
            Free(Hooks);
    }

    private void MakeHooks(List<Hook> hooks)
    {
        int inputs = Definition.InputCount;
        for (int i = 0; i < Definition.Values.Length; i++)
        {
            ValueDefinition value = Definition.Values[i];
            var state = new ValueState(value, session.Allocate(value.Shape.For(BatchSize), isInput: i < inputs), BatchSize, InvalidatePlan);
            hooks.Add(i < inputs ? new InputHook(this, i, value, state) : new Hook(this, i, value, state));
        }
        foreach (Hook hook in hooks)
        {
            if (Definition.Values[hook.Index].Inside is { } inside)
                hook.State.Whole = hooks[inside.Whole];
        }
    }

    private LayerStep[] MakeLayers(WeightBlob[][] weights)
    {
        var layers = new LayerStep[Definition.Steps.Length];
        for (int s = 0; s < layers.Length; s++)
        {
            StepDefinition step = Definition.Steps[s];
            Hook[] inputs = HooksAt(step.Inputs), outputs = HooksAt(step.Outputs);
            layers[s] = new LayerStep(Definition, step, inputs, outputs, weights[s]);
            foreach (Hook output in outputs)
                output.Producer = layers[s];
            if (step.IsInPlace)
                inputs[0].State.OverwrittenBy = outputs[0];
        }
        return layers;
    }

    private Hook[] HooksAt(EquatableArray<int> indices)
    {
        var found = new Hook[indices.Length];
        for (int i = 0; i < found.Length; i++)
            found[i] = Hooks[indices[i]];
        return found;
    }

    private FusedGroup[] MakeGroups(LayerStep[] layers)
    {
        EquatableArray<StepRange> ranges = Definition.Groups;
        var groups = new FusedGroup[ranges.Length];
        for (int g = 0; g < groups.Length; g++)
            groups[g] = new FusedGroup(session, host, custom, states, g, layers[ranges[g].First..(ranges[g].First + ranges[g].Count)]);
        return groups;
    }

    private void PrepareGroups(LoadProgress loading)
    {
        long all = 0;
        for (int s = 0; s < Layers.Count; s++)
            all += Layers[s].WeightCount;
        loading.Begin(all);
        for (int g = 0; g < Groups.Count; g++)
        {
            IReadOnlyList<LayerStep> layers = Groups[g].Layers;
            long weights = 0;
            for (int i = 0; i < layers.Count; i++)
            {
                weights += layers[i].WeightCount;
                // Right before they are packed: they are read once from far memory.
                if (!layers[i].HasFiniteWeights() && !shared.NotFinite.Contains(layers[i].Name))
                    shared.NotFinite.Add(layers[i].Name);
            }
            Groups[g].Prepare();
            loading.Advance(weights);
        }
    }

    private IEnumerable<string> NamesNear(string caffeName)
    {
        IEnumerable<Hook> known = Hooks.Where(hook => !hook.IsHidden);
        return NearestNames.Sorted(caffeName, known.Select(hook => hook.Name)).Take(3).Select(name => $"'{name}'");
    }

    private void RequireBatch(int batchSize)
    {
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "a network runs at least one image at a time");
        if (!SupportsBatch(batchSize))
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize,
                $"the prototxt of {Name} fixes the number of images: it runs as it is declared, with a batch size of 1");
        }
    }

    private SharedResources ResourcesToShare()
    {
        ObjectDisposedException.ThrowIf(Gate.IsClosed, this);
        return shared.AddRef();
    }

    // Also of a network of which only a part was made.
    private void Free(IReadOnlyList<Hook> hooks)
    {
        foreach (FusedGroup group in Groups ?? [])
            group.Free();
        foreach (Hook hook in hooks)
            hook.State.Free();
        activations?.Dispose();
        gradients?.Dispose();
        host?.Dispose();
        session?.Dispose();
        shared.Release();
    }
}
