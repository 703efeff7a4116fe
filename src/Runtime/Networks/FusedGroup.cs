using CaffeSharpGen.Operations;
using CaffeSharpGen.Passes;
using CaffeSharpGen.Values;

namespace CaffeSharpGen;

/// <summary>
/// Layers that the compiler found to run as one, such as a convolution, its normalization, the residual sum, and a ReLU; most layers are a
/// group of one. They run as one if the device can. A value between them that is kept or has a callback is computed in addition: observing
/// a value changes no bit of any other.
/// </summary>
public sealed class FusedGroup
{
    private readonly DeviceSession session;
    private readonly HostSession host;
    private readonly CustomCode custom;
    private readonly KeptStates states;
    private readonly List<string> notes = [];
    private readonly LayerStep[] layers;

    // For each part of the layers (IndexOfPart), once it is needed: the segment that runs it as one; and the segments that run it.
    private readonly FusedSegment?[] prepared;
    private readonly FusedSegment[]?[] divisions;
    private readonly bool[] isObserved;

    // The last layer whose scale or shift may be folded into the weights of one before it.
    private readonly int lastFolded;

    internal FusedGroup(DeviceSession session, HostSession host, CustomCode custom, KeptStates states, int index, LayerStep[] layers)
    {
        this.session = session;
        this.host = host;
        this.custom = custom;
        this.states = states;
        this.layers = layers;
        Index = index;
        isObserved = new bool[layers.Length];
        prepared = new FusedSegment?[layers.Length * layers.Length];
        divisions = new FusedSegment[]?[prepared.Length];
        lastFolded = Array.FindLastIndex(layers, layer => layer.Role == FusionRole.ScaleShift);
        foreach (LayerStep layer in layers)
            layer.Group = this;
    }

    /// <summary>The layers, each of which reads what the one before it computes.</summary>
    public IReadOnlyList<LayerStep> Layers => layers;

    /// <summary>Its position in the order of computation.</summary>
    public int Index { get; }

    /// <summary>How the group runs while no value between its layers is observed, for reports: the algorithm of each operation.</summary>
    public string Algorithm => string.Join("; ", Whole.Select(segment => segment.Algorithm).Where(algorithm => algorithm.Length > 0));

    /// <summary>Which layers run elsewhere than on the device, a sentence each.</summary>
    internal IReadOnlyList<string> Notes => notes;

    /// <summary>
    /// Whether it is ready to run. In an instance that shares weights this happens when it first runs: groups that never run take no
    /// memory.
    /// </summary>
    internal bool IsPrepared { get; private set; }

    private FusedSegment[] Whole => Division(0, layers.Length);

    /// <summary>
    /// Runs its layers alone, for measurements, over whatever is in the memory of their inputs: no value of the network can be read before
    /// the next pass.
    /// </summary>
    /// <exception cref="InvalidOperationException">The network runs.</exception>
    public void Forward()
    {
        Network network = layers[0].Outputs[0].Network;
        using NetworkGate.Use pass = network.Gate.BeginPass();
        network.ForgetPass();
        foreach (FusedSegment segment in Whole)
            segment.Forward();
    }

    /// <summary>
    /// Computes the output of its last layer and the observed values before it, as far as the pass runs them, and calls the callbacks.
    /// </summary>
    /// <param name="plan">What the pass runs.</param>
    /// <param name="isReplayed">Whether the device has run it already, by itself.</param>
    internal void Forward(ForwardPlan plan, bool isReplayed)
    {
        if (!RunsAny(plan))
            return;
        int first = 0;
        for (int last = 0; last < layers.Length; last++)
        {
            if (!isObserved[last] && last < layers.Length - 1)
                continue;
            if (plan.Runs(layers[last].Definition))
            {
                foreach (FusedSegment segment in Division(first, last + 1 - first))
                    segment.Forward(isReplayed);
                if (!MustRunAgain(first, last))
                    first = last + 1;
            }
            else if (plan.IsGiven(layers[last].Outputs[0].Index))
            {
                first = last + 1;
            }
        }
    }

    /// <summary>Such as <c>conv1_1 + relu1_1</c>.</summary>
    public override string ToString() => string.Join(" + ", layers.Select(layer => layer.Name));

    /// <summary>Makes it ready to run as one.</summary>
    internal void Prepare() => _ = Whole;

    /// <summary>Finds the values that are kept or have callbacks.</summary>
    internal void FindObserved()
    {
        for (int i = 0; i < layers.Length; i++)
            isObserved[i] = layers[i].Outputs[0].State.IsObserved;
    }

    /// <summary>Whether a value is computed, as the group runs at present.</summary>
    internal bool Computes(Hook value)
    {
        int layer = Array.IndexOf(layers, value.Producer);
        return isObserved[layer] || EndsOperation(0, layer);
    }

    /// <summary>Passes gradients through, in pieces that begin where a gradient is requested or has callbacks.</summary>
    internal void Backward(BackwardPlan plan)
    {
        if (!ReachesAny(plan))
            return;
        int end = layers.Length;
        for (int before = layers.Length - 2; before >= -1; before--)
        {
            if (before >= 0 && !IsRequested(layers[before].Outputs[0], plan))
                continue;
            FusedSegment[] piece = Division(before + 1, end - before - 1);
            for (int i = piece.Length - 1; i >= 0; i--)
                piece[i].Backward(plan);
            end = before + 1;
        }
    }

    internal void Free()
    {
        foreach (FusedSegment? segment in prepared)
            segment?.Free();
    }

    private bool RunsAny(ForwardPlan plan)
    {
        foreach (LayerStep layer in layers)
        {
            if (plan.Runs(layer.Definition))
                return true;
        }
        return false;
    }

    private bool ReachesAny(BackwardPlan plan)
    {
        foreach (LayerStep layer in layers)
        {
            if (plan.Reaches(layer.Definition))
                return true;
        }
        return false;
    }

    private static bool IsRequested(Hook value, BackwardPlan plan) =>
        plan.Needs(value.Index) && (value.State.Gradient is { IsRequested: true } || value.State.BackwardCallbacks.IsArmed);

    // A scale and a shift behind a value are folded into the convolution that computes it. Layers that went on from the stored value would
    // round differently, so they run again from where they did, unless a callback has changed the value.
    private bool MustRunAgain(int first, int last) =>
        last < lastFolded && !layers[last].Outputs[0].State.IsChanged && !EndsOperation(first, last);

    // Whether operations that run from one layer on to the last one stop at another anyway.
    private bool EndsOperation(int first, int layer)
    {
        foreach (FusedSegment segment in Division(first, layers.Length - first))
        {
            if (segment.Layers[^1] == layers[layer])
                return true;
        }
        return false;
    }

    private int IndexOfPart(int first, int count) => first * layers.Length + count - 1;

    // Layers in as few operations as the device can.
    private FusedSegment[] Division(int first, int count)
    {
        if (divisions[IndexOfPart(first, count)] is { } known)
            return known;
        var segments = new List<FusedSegment>();
        try
        {
            for (int from = first; from < first + count; from += segments[^1].Layers.Count)
                segments.Add(LongestOf(from, first + count - from));
        }
        catch (DeviceException e)
        {
            e.Layer ??= ToString();
            throw;
        }
        IsPrepared = true;
        return divisions[IndexOfPart(first, count)] = [.. segments];
    }

    private FusedSegment LongestOf(int first, int count)
    {
        for (; count > 1; count--)
        {
            if (prepared[IndexOfPart(first, count)] is { } known)
                return known;
            LayerStep[] segment = layers[first..(first + count)];
            if (session.PrepareFused(Array.ConvertAll(segment, ToFusedLayer)) is { } operation)
                return prepared[IndexOfPart(first, count)] = new FusedSegment(session, segment, operation);
        }
        return prepared[IndexOfPart(first, 1)] ??= new FusedSegment(session, [layers[first]], Prepare(layers[first]));
    }

    private PreparedOperation Prepare(LayerStep layer)
    {
        DeviceBuffer[] inputs = Buffers(layer.Inputs), outputs = Buffers(layer.Outputs);
        if (layer.Operation is Custom)
            return new CustomOperation(layer, custom.Of(layer.Definition), inputs, outputs);
        if (layer.Operation is KeptState)
            return new KeptStateOperation(states.Of(layer.Outputs[0]), outputs[0]);
        if (session.Prepare(layer.Operation, inputs, outputs, layer.Weights) is { } operation)
            return operation;
        notes.Add($"layer '{layer.Name}' ({layer.Type}) runs on the CPU, between two copies: the device has no kernel for it");
        return host.Prepare(layer.Operation, inputs, outputs, layer.Weights);
    }

    private static FusedLayer ToFusedLayer(LayerStep layer) =>
        new(layer.Operation, Buffers(layer.Inputs), layer.Outputs[0].State.Buffer, layer.Weights);

    private static DeviceBuffer[] Buffers(IReadOnlyList<Hook> values)
    {
        var buffers = new DeviceBuffer[values.Count];
        for (int i = 0; i < buffers.Length; i++)
            buffers[i] = values[i].State.Buffer;
        return buffers;
    }
}
