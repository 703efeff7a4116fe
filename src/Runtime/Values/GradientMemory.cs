using CaffeSharpGen.Passes;

namespace CaffeSharpGen.Values;

/// <summary>
/// Where the gradients of a network are: in an arena of the same layout as that of the values, unless they are requested or observed.
/// </summary>
internal sealed class GradientMemory(DeviceSession session, IReadOnlyList<Hook> values, long arenaFloats) : IDisposable
{
    private DeviceArena? arena;

    /// <summary>Makes the gradients that a pass computes, and decides which of them need memory of their own.</summary>
    public void Prepare(BackwardPlan plan, ReadOnlySpan<Target> targets, ReadOnlySpan<Hook> hooks)
    {
        for (int v = 0; v < values.Count; v++)
        {
            if (!plan.Needs(v))
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
            if (plan.Needs(v) && values[v].State.Gradient is { } gradient)
                gradient.Buffer.IsDetached = gradient.WasRequested || (gradient.IsInside && !CanStayInside(values[v].State));
        }
    }

    /// <summary>Everything that tells prepared passes of a plan apart: what runs, where gradients lie, and which have callbacks.</summary>
    public ReadOnlySpan<ulong> BitsOf(BackwardPlan plan)
    {
        Span<ulong> bits = plan.Bits;
        for (int v = 0; v < values.Count; v++)
        {
            ValueState state = values[v].State;
            ulong memory = state.BackwardCallbacks.IsArmed ? 64UL : 0;
            if (state.Gradient is { } gradient)
            {
                memory |= 4 | (plan.Needs(v) && gradient.IsRequested ? 8UL : 0)
                    | (gradient.WasRequested ? 16UL : 0) | (gradient.IsInside ? 32UL : 0);
            }
            bits[v / 8] |= memory << (8 * (v % 8));
        }
        return bits;
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
            if (value.State.Gradient is { IsInside: false } part && value.State.Whole?.State.Gradient is { } whole
                && GetsGradientFromWholeAlone(value))
                part.IsInside = part.Buffer.PlaceInside(whole.Buffer, value.State.Channel);
        }
    }

    private static bool CanStayInside(ValueState value) =>
        !value.BackwardCallbacks.IsArmed && value.Whole!.State.Gradient is { WasRequested: false };

    // What others read too, or copy too, gets its gradient from several sides.
    private static bool GetsGradientFromWholeAlone(Hook value)
    {
        Hook whole = value.State.Whole!;
        return whole.Index > value.Index
            ? value.State.Readers == 1
            : whole.State.Readers == 1 && value.Producer!.Outputs.Count == 1;
    }
}
