namespace CaffeSharpGen;

/// <summary>
/// What memory holds which value: the one place that knows. Values follow the compiler's plan, in an arena or inside each other, except for those that someone
/// looks at. Who has memory of its own is decided when a forward pass begins (<see cref="Place"/>) and stays so until the next one; each value that is written
/// (<see cref="NoteWritten"/>) takes the memory of those whose place in the arena overlaps its own.
/// </summary>
internal sealed class ActivationMemory : IDisposable
{
    public static readonly ActivationMemory None = new();

    private const int NotWritten = -1;

    private readonly IReadOnlyList<Hook> values = [];
    private readonly DeviceArena? arena;

    // Of each value with a place in the arena: the other values whose places overlap it.
    private readonly int[][] overlaps = [];

    // Of each value, as placed at present: the value whose memory holds it, itself if nothing else does.
    private readonly int[] roots = [];

    // Of each root: how often other values were written over it.
    private readonly int[] editions = [];

    // Of each value: the edition of its root when it was written by the last pass.
    private readonly int[] written = [];

    public ActivationMemory(DeviceSession session, IReadOnlyList<Hook> values, IReadOnlyList<LayerGroup> groups, long arenaFloats)
    {
        this.values = values;
        arena = session.CreateArena(arenaFloats);
        (roots, editions, written) = (new int[values.Count], new int[values.Count], new int[values.Count]);
        Array.Fill(written, NotWritten);
        foreach (LayerStep layer in groups.SelectMany(group => group.Layers))
        {
            foreach (Hook input in layer.Inputs)
                input.Place.Readers++;
        }
        foreach (Hook value in values)
        {
            if (arena is not null && value.Place.Offset >= 0)
                value.ActivationBuffer.PlaceIn(arena, value.Place.Offset);
            value.Place.IsInside = value.Place.Whole is { } whole && value.ActivationBuffer.PlaceInside(whole.ActivationBuffer, value.Place.Channel);
        }
        overlaps = [.. values.Select(OverlapsOf)];
        FindSurvivors(groups);
    }

    private ActivationMemory()
    {
    }

    /// <summary>Gives memory of their own to the values that cannot share, by who looks at what. What memory held is lost where that moves.</summary>
    public void Place()
    {
        Array.Fill(roots, NotWritten);
        for (int v = 0; v < values.Count; v++)
            RootOf(values[v]);
    }

    /// <summary>A pass begins: nothing is there yet but what was given.</summary>
    public void Begin(ForwardPath path)
    {
        for (int v = 0; v < values.Count; v++)
        {
            if (!path.IsGiven(values[v]))
                written[v] = NotWritten;
        }
    }

    /// <summary>A value was written.</summary>
    public void NoteWritten(Hook value)
    {
        int root = roots[value.Index];
        if (!values[root].ActivationBuffer.IsDetached)
        {
            foreach (int other in overlaps[root])
            {
                if (!values[other].ActivationBuffer.IsDetached)
                    editions[other]++;
            }
        }
        written[value.Index] = editions[root];
    }

    /// <summary>Whether a value's memory holds what the last pass, or the one that runs, computed.</summary>
    public bool Holds(Hook value) => written[value.Index] != NotWritten && written[value.Index] == editions[roots[value.Index]];

    public void Dispose() => arena?.Dispose();

    private int RootOf(Hook value)
    {
        ref int root = ref roots[value.Index];
        if (root != NotWritten)
            return root;
        value.ActivationBuffer.IsDetached = NeedsOwnMemory(value);
        return root = value.Place.IsInside && !value.ActivationBuffer.IsDetached ? RootOf(value.Place.Whole!) : value.Index;
    }

    private bool NeedsOwnMemory(Hook value)
    {
        // What is given is there before others are computed, which may have its place until then.
        if (value.IsGiven)
            return true;
        if (!value.Place.IsInside)
            return value.IsKept && !value.Place.Survives;
        Hook whole = value.Place.Whole!;
        // A callback may change its value, and only that; and a whole that is given is not overwritten by its parts.
        return value.ForwardCallbacks.IsArmed || whole.ForwardCallbacks.IsArmed || whole.IsGiven || (value.IsKept && !Stays(values[RootOf(whole)]));
    }

    private static bool Stays(Hook root) => root.ActivationBuffer.IsDetached || root.Place.Survives;

    private int[] OverlapsOf(Hook value)
    {
        if (arena is null || value.Place.Offset < 0)
            return [];
        (long start, long end) = (value.Place.Offset, EndOf(value));
        return [.. values.Where(other => other != value && other.Place.Offset >= 0 && other.Place.Offset < end && start < EndOf(other)).Select(other => other.Index)];
    }

    // A value survives if none that is computed after it, or with its last parts, was given its place.
    private void FindSurvivors(IReadOnlyList<LayerGroup> groups)
    {
        bool[] isLater = new bool[values.Count];
        for (int g = groups.Count - 1; g >= 0; g--)
        {
            foreach (Hook value in groups[g].Layers[^1].Outputs)
            {
                value.Place.Survives = !Array.Exists(overlaps[value.Index], other => isLater[other]);
                isLater[value.Index] = true;
            }
        }
        foreach (Hook value in values.Where(value => value.Producer is null))
            value.Place.Survives = true;
    }

    private static long EndOf(Hook value) => value.Place.Offset + DeviceArena.FloatsOf(value.Shape);
}
