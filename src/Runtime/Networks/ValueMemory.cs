namespace CaffeSharpGen;

/// <summary>
/// Where the values of a network are, and their gradients: both follow the compiler's plan, in an arena each, except for what someone looks at.
/// </summary>
internal sealed class ValueMemory : IDisposable
{
    public static readonly ValueMemory None = new();

    private readonly DeviceSession? session;
    private readonly IReadOnlyList<Hook> values = [];
    private readonly IReadOnlyList<LayerGroup> groups = [];
    private readonly long arenaFloats;
    private readonly DeviceArena? arena;
    private DeviceArena? gradientArena;

    public ValueMemory(DeviceSession session, IReadOnlyList<Hook> values, IReadOnlyList<LayerGroup> groups, long arenaFloats)
    {
        this.session = session;
        this.values = values;
        this.groups = groups;
        this.arenaFloats = arenaFloats;
        arena = session.CreateArena(arenaFloats);
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
        FindSurvivors();
    }

    private ValueMemory()
    {
    }

    /// <summary>Gives memory of their own to the values that cannot share, by who looks at what.</summary>
    public void Arrange()
    {
        // What is given is there before others are computed, which may have its place until then.
        foreach (Hook value in values)
            value.ActivationBuffer.IsDetached = value.IsGiven || (value.Place.IsInside
                ? !value.ForwardCallbacks.IsEmpty || !value.Place.Whole!.ForwardCallbacks.IsEmpty || (value.IsKept && !Survives(value))
                : value.IsKept && !value.Place.Survives);
    }

    /// <summary>After a forward pass: which values are still there.</summary>
    public void NoteWhatIsAvailable(ForwardPath path)
    {
        for (int v = 0; v < values.Count; v++)
        {
            Hook value = values[v];
            value.IsAvailable = value.Producer is null || (path.Has(value) && value.Producer.Group!.Computes(value) && (value.ActivationBuffer.IsDetached || Survives(value)));
        }
    }

    /// <summary>Makes the gradients that a pass computes, and decides which of them need memory of their own.</summary>
    public void PrepareGradients(GradientPath path, ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks)
    {
        for (int v = 0; v < values.Count; v++)
        {
            if (!path.Wants(values[v]))
                continue;
            GradientOfValue gradient = values[v].Gradients ??= Make(values[v]);
            (gradient.IsWanted, gradient.IsRectified) = (false, false);
        }
        PlaceInsideWholes();
        foreach (Target target in targets)
        {
            // A target that no hook influences has a gradient nevertheless: the one that was given.
            target.Hook.Gradients ??= Make(target.Hook);
            Want(target.Hook);
        }
        foreach (Hook hook in hooks)
            Want(hook);
        for (int v = 0; v < values.Count; v++)
        {
            if (path.Wants(values[v]) && values[v].Gradients is { } gradient)
                gradient.Buffer.IsDetached = gradient.WasWanted || (gradient.IsInside && (!values[v].BackwardCallbacks.IsEmpty || values[v].Place.Whole!.Gradients is not { WasWanted: false }));
        }
    }

    public void Dispose()
    {
        arena?.Dispose();
        gradientArena?.Dispose();
    }

    private static void Want(Hook hook)
    {
        GradientOfValue gradient = hook.Gradients!;
        gradient.IsWanted = true;
        if (gradient.WasWanted)
            return;
        gradient.WasWanted = true;
        hook.Network.Rearrange();
    }

    private GradientOfValue Make(Hook value)
    {
        DeviceBuffer buffer = session!.Allocate(value.Shape);
        gradientArena ??= session.CreateArena(arenaFloats);
        if (gradientArena is not null && value.Place.Offset >= 0)
            buffer.PlaceIn(gradientArena, value.Place.Offset);
        return new GradientOfValue(buffer);
    }

    private void PlaceInsideWholes()
    {
        for (int v = 0; v < values.Count; v++)
        {
            Hook value = values[v];
            if (value.Gradients is { IsInside: false } part && value.Place.Whole?.Gradients is { } whole && GetsGradientFromWholeAlone(value))
                part.IsInside = part.Buffer.PlaceInside(whole.Buffer, value.Place.Channel);
        }
    }

    // What others read too, or copy too, gets its gradient from several sides.
    private static bool GetsGradientFromWholeAlone(Hook value)
    {
        Hook whole = value.Place.Whole!;
        return whole.Index > value.Index ? value.Place.Readers == 1 : whole.Place.Readers == 1 && value.Producer!.Outputs.Count == 1;
    }

    private static bool Survives(Hook value)
    {
        while (value.Place.IsInside && !value.ActivationBuffer.IsDetached)
            value = value.Place.Whole!;
        return value.ActivationBuffer.IsDetached || value.Place.Survives;
    }

    // A value survives if none that is computed after it, or with its last parts, was given its place.
    private void FindSurvivors()
    {
        var placed = new List<(Hook Value, long Start, long End)>();
        for (int g = groups.Count - 1; g >= 0; g--)
        {
            foreach (Hook value in groups[g].Layers[^1].Outputs)
            {
                (long start, long end) = (value.Place.Offset, value.Place.Offset + Floats(value.Shape));
                value.Place.Survives = arena is null || start < 0 || !placed.Exists(later => later.Start < end && start < later.End);
                if (start >= 0)
                    placed.Add((value, start, end));
            }
        }
    }

    private static long Floats(Shape shape) => shape.Rank == 4 ? (long)shape.Count / shape.Channels * ((shape.Channels + 15) / 16 * 16) : shape.Count;
}
