namespace CaffeSharpGen;

/// <summary>Where the gradients of a network are: in an arena of the same layout as that of the values, except for those that were asked for or that someone looks at.</summary>
internal sealed class GradientMemory(DeviceSession session, IReadOnlyList<Hook> values, long arenaFloats) : IDisposable
{
    private DeviceArena? arena;

    /// <summary>Makes the gradients that a pass computes, and decides which of them need memory of their own.</summary>
    public void Prepare(GradientPath path, ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks)
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
                gradient.Buffer.IsDetached = gradient.WasWanted || (gradient.IsInside && (values[v].BackwardCallbacks.IsArmed || values[v].Place.Whole!.Gradients is not { WasWanted: false }));
        }
    }

    public void Dispose() => arena?.Dispose();

    private static void Want(Hook hook) => (hook.Gradients!.IsWanted, hook.Gradients.WasWanted) = (true, true);

    private GradientOfValue Make(Hook value)
    {
        DeviceBuffer buffer = session.Allocate(value.Shape);
        arena ??= session.CreateArena(arenaFloats);
        if (arena is not null && value.Place.Offset >= 0)
            buffer.PlaceIn(arena, value.Place.Offset);
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
}
