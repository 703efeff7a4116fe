using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Values;

/// <summary>Where the gradients of a network are: in an arena of the same layout as that of the values, except for those that are requested or observed.</summary>
internal sealed class GradientMemory(DeviceSession session, IReadOnlyList<Hook> values, long arenaFloats) : IDisposable
{
    private DeviceArena? arena;

    /// <summary>Makes the gradients that a pass computes, and decides which of them need memory of their own.</summary>
    public void Prepare(BackwardPlan plan, ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks)
    {
        for (int v = 0; v < values.Count; v++)
        {
            if (!plan.Needs(values[v]))
                continue;
            GradientSlot gradient = values[v].State.Gradient ??= Make(values[v]);
            (gradient.IsRequested, gradient.IsRectified) = (false, false);
        }
        PlaceInsideWholes();
        foreach (Target target in targets)
        {
            // A target that no hook influences has a gradient nevertheless: the one that was given.
            target.Hook.State.Gradient ??= Make(target.Hook);
            Request(target.Hook);
        }
        foreach (Hook hook in hooks)
            Request(hook);
        for (int v = 0; v < values.Count; v++)
        {
            if (plan.Needs(values[v]) && values[v].State.Gradient is { } gradient)
                gradient.Buffer.IsDetached = gradient.WasRequested || (gradient.IsInside && (values[v].State.BackwardCallbacks.IsArmed || values[v].State.Whole!.State.Gradient is not { WasRequested: false }));
        }
    }

    public void Dispose() => arena?.Dispose();

    private static void Request(Hook hook) => (hook.State.Gradient!.IsRequested, hook.State.Gradient.WasRequested) = (true, true);

    private GradientSlot Make(Hook value)
    {
        DeviceBuffer buffer = session.Allocate(value.Shape);
        arena ??= session.CreateArena(arenaFloats);
        if (arena is not null && value.State.Offset >= 0)
            buffer.PlaceIn(arena, value.State.Offset);
        return new GradientSlot(buffer);
    }

    private void PlaceInsideWholes()
    {
        for (int v = 0; v < values.Count; v++)
        {
            Hook value = values[v];
            if (value.State.Gradient is { IsInside: false } part && value.State.Whole?.State.Gradient is { } whole && GetsGradientFromWholeAlone(value))
                part.IsInside = part.Buffer.PlaceInside(whole.Buffer, value.State.Channel);
        }
    }

    // What others read too, or copy too, gets its gradient from several sides.
    private static bool GetsGradientFromWholeAlone(Hook value)
    {
        Hook whole = value.State.Whole!;
        return whole.Index > value.Index ? value.State.Readers == 1 : whole.State.Readers == 1 && value.Producer!.Outputs.Count == 1;
    }
}
