namespace CaffeSharpGen;

/// <summary>
/// Layers that the compiler found to run as one, such as a convolution, its normalisation, the shortcut's sum, and a rectifier; most layers are a group of one.
/// As long as nobody looks at a value between them they do run as one, if the device can; else the group is taken apart there, and only there.
/// </summary>
public sealed class LayerGroup
{
    private readonly DeviceSession session;
    private readonly LayerStep[] layers;
    private readonly Dictionary<(int First, int Count), Segment> prepared = [];
    private Segment[] running = [];

    internal LayerGroup(DeviceSession session, LayerStep[] layers)
    {
        this.session = session;
        this.layers = layers;
        foreach (LayerStep layer in layers)
            layer.Group = this;
    }

    /// <summary>The layers, each of which reads what the one before it computes.</summary>
    public IReadOnlyList<LayerStep> Layers => layers;

    /// <summary>How the group runs at present, for reports: the algorithm of each operation.</summary>
    public string Algorithm => string.Join("; ", Running.Select(segment => segment.Algorithm).Where(algorithm => algorithm.Length > 0));

    /// <summary>Whether it is ready to run. Made so when it first does: of an instance that runs a part, only what is in it takes memory.</summary>
    internal bool IsPrepared => running.Length > 0;

    private Segment[] Running
    {
        get
        {
            if (!IsPrepared)
                Arrange();
            return running;
        }
    }

    /// <summary>Computes what its last layer puts out, and what anyone looks at on the way, and lets hooks see it.</summary>
    /// <exception cref="InvalidOperationException">The network runs.</exception>
    public void Forward()
    {
        using NetworkGate.Use pass = layers[0].Outputs[0].Network.Gate.BeginPass();
        foreach (Segment segment in Running)
            segment.Forward();
    }

    /// <summary>The same, of the layers that a pass runs.</summary>
    internal void Forward(ForwardPath path)
    {
        if (!path.RunsAny(layers))
            return;
        foreach (Segment segment in Running)
        {
            if (path.Runs(segment.Layers[^1]))
                segment.Forward();
        }
    }

    /// <summary>Such as <c>conv1_1 + relu1_1</c>.</summary>
    public override string ToString() => string.Join(" + ", layers.Select(layer => layer.Name));

    /// <summary>Decides anew what runs as one, if the group has been prepared.</summary>
    internal void Rearrange()
    {
        if (IsPrepared)
            Arrange();
    }

    /// <summary>Decides what runs as one, by who looks at what.</summary>
    internal void Arrange()
    {
        var segments = new List<Segment>();
        for (int first = 0; first < layers.Length;)
        {
            int end = first + 1;
            while (end < layers.Length && !layers[end - 1].Outputs[0].IsObserved)
                end++;
            Segment segment = LongestOf(first, end - first);
            segments.Add(segment);
            first += segment.Layers.Count;
        }
        // Most changes of who looks concern other groups.
        if (!segments.SequenceEqual(running))
            running = [.. segments];
    }

    /// <summary>Whether a value is computed by itself as the group runs at present.</summary>
    internal bool Computes(Hook value)
    {
        foreach (Segment segment in Running)
        {
            if (segment.Layers[^1] == value.Producer)
                return true;
        }
        return false;
    }

    internal void Backward(GradientPath path)
    {
        if (!path.ReachesAny(layers))
            return;
        Segment[] segments = Running;
        for (int i = segments.Length - 1; i >= 0; i--)
            segments[i].Backward(path);
    }

    internal void Free()
    {
        foreach (Segment segment in prepared.Values)
            segment.Free();
    }

    private Segment LongestOf(int first, int count)
    {
        for (; count > 1; count--)
        {
            if (prepared.TryGetValue((first, count), out Segment? known))
                return known;
            LayerStep[] chain = layers[first..(first + count)];
            if (session.PrepareChain([.. chain.Select(Link)]) is { } operation)
                return prepared[(first, count)] = new Segment(session, chain, operation);
        }
        if (!prepared.TryGetValue((first, 1), out Segment? single))
        {
            LayerStep layer = layers[first];
            single = new Segment(session, [layer], session.Prepare(layer.Operation, Buffers(layer.Inputs), Buffers(layer.Outputs), layer.Weights));
            prepared.Add((first, 1), single);
        }
        return single;
    }

    private static ChainLink Link(LayerStep layer) => new(layer.Operation, Buffers(layer.Inputs), layer.Outputs[0].ActivationBuffer, layer.Weights);

    private static DeviceBuffer[] Buffers(IReadOnlyList<Hook> values) => [.. values.Select(value => value.ActivationBuffer)];
}
