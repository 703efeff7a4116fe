using CaffeSharpGen.Definitions;
using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Values;

/// <summary>
/// Knows what memory holds which value; nothing else does. Values follow the compiler's plan, in an arena or inside each other, except for
/// those that are observed. Which values have memory of their own is decided when a forward pass begins (<see cref="AssignMemory"/>) and
/// stays so until the next one. A value that is written (<see cref="NoteWritten"/>) takes the memory of those that overlap it in the
/// arena.
/// </summary>
internal sealed class ActivationMemory : IDisposable
{
    private const int NotWritten = -1;

    private readonly IReadOnlyList<Hook> values;
    private readonly DeviceArena? arena;

    // Of each value in the arena: the other values that overlap it there.
    private readonly int[][] overlaps;

    // Of each value, as memory is assigned at present: the value whose memory holds it, itself if nothing else does.
    private readonly int[] roots;

    // Of each root: how often other values were written over it.
    private readonly int[] generations;

    // Of each value: the generation of its root when it was written by the last pass.
    private readonly int[] written;

    public ActivationMemory(DeviceSession session, IReadOnlyList<Hook> values, IReadOnlyList<FusedGroup> groups, long arenaFloats)
    {
        this.values = values;
        arena = session.CreateArena(arenaFloats);
        roots = new int[values.Count];
        generations = new int[values.Count];
        written = Arrays.Filled(values.Count, NotWritten);
        foreach (FusedGroup group in groups)
        {
            foreach (LayerStep layer in group.Layers)
            {
                foreach (Hook input in layer.Inputs)
                    input.State.Readers++;
            }
        }
        foreach (Hook value in values)
        {
            if (arena is not null && value.State.Offset >= 0)
                value.State.Buffer.PlaceIn(arena, value.State.Offset);
            value.State.IsInside = value.State.Whole is { } whole
                && value.State.Buffer.PlaceInside(whole.State.Buffer, value.State.Channel);
        }
        overlaps = FindOverlaps(values);
        FindSurvivors(groups);
    }

    /// <summary>Gives memory of their own to the values that cannot share now. Contents are lost where that moves.</summary>
    public void AssignMemory()
    {
        Arrays.Fill(roots, NotWritten);
        for (int v = 0; v < values.Count; v++)
            RootOf(values[v]);
    }

    /// <summary>A pass begins: nothing is there yet but what was given.</summary>
    public void Begin(ForwardPlan plan)
    {
        for (int v = 0; v < values.Count; v++)
        {
            if (!plan.IsGiven(v))
                written[v] = NotWritten;
        }
    }

    /// <summary>A value was written.</summary>
    public void NoteWritten(Hook value)
    {
        int root = roots[value.Index];
        if (!values[root].State.Buffer.IsDetached)
        {
            foreach (int other in overlaps[root])
            {
                if (!values[other].State.Buffer.IsDetached)
                    generations[other]++;
            }
        }
        written[value.Index] = generations[root];
    }

    /// <summary>Whether a value's memory holds what the last pass, or the one that runs, computed.</summary>
    public bool Holds(Hook value) => written[value.Index] != NotWritten && written[value.Index] == generations[roots[value.Index]];

    public void Dispose() => arena?.Dispose();

    private int RootOf(Hook value)
    {
        ref int root = ref roots[value.Index];
        if (root != NotWritten)
            return root;
        value.State.Buffer.IsDetached = NeedsOwnMemory(value);
        return root = value.State.IsInside && !value.State.Buffer.IsDetached ? RootOf(value.State.Whole!) : value.Index;
    }

    private bool NeedsOwnMemory(Hook value)
    {
        // What is given is there before others are computed, which may have its memory until then.
        if (value.State.IsGiven)
            return true;
        if (!value.State.IsInside)
            return value.State.IsKept && !value.State.Survives;
        Hook whole = value.State.Whole!;
        // A callback may change its value, and only that; and a whole that is given is not overwritten by its parts.
        return value.State.ForwardCallbacks.IsArmed || whole.State.ForwardCallbacks.IsArmed || whole.State.IsGiven
            || (value.State.IsKept && !Stays(values[RootOf(whole)]));
    }

    private static bool Stays(Hook root) => root.State.Buffer.IsDetached || root.State.Survives;

    private int[][] FindOverlaps(IReadOnlyList<Hook> values)
    {
        long[] starts = new long[values.Count], ends = new long[values.Count];
        for (int v = 0; v < starts.Length; v++)
            (starts[v], ends[v]) = (values[v].State.Offset, EndOf(values[v]));
        int[][] found = new int[values.Count][];
        int[] some = new int[values.Count];
        for (int v = 0; v < found.Length; v++)
        {
            int count = 0;
            for (int other = 0; other < found.Length && arena is not null && starts[v] >= 0; other++)
            {
                if (other != v && starts[other] >= 0 && starts[other] < ends[v] && starts[v] < ends[other])
                    some[count++] = other;
            }
            found[v] = some[..count];
        }
        return found;
    }

    // A value survives if none that is computed after it, or with its last parts, overlaps it.
    private void FindSurvivors(IReadOnlyList<FusedGroup> groups)
    {
        bool[] isLater = new bool[values.Count];
        for (int g = groups.Count - 1; g >= 0; g--)
        {
            foreach (Hook value in groups[g].Layers[^1].Outputs)
            {
                value.State.Survives = !AnyOf(overlaps[value.Index], isLater);
                isLater[value.Index] = true;
            }
        }
        foreach (Hook value in values.Where(value => value.Producer is null))
            value.State.Survives = true;
    }

    private static bool AnyOf(int[] some, bool[] marks)
    {
        foreach (int index in some)
        {
            if (marks[index])
                return true;
        }
        return false;
    }

    private static long EndOf(Hook value) => value.State.Offset + ArenaPlan.FloatsOf(value.Shape);
}
