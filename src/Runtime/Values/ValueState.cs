using System.Runtime.InteropServices;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Values;

/// <summary>All that changes about one value of a network: its memory, who observes it, what callbacks made of it, its gradient.</summary>
internal sealed class ValueState
{
    private readonly Action invalidatePlan;

    // What was computed, or set, before callbacks changed it.
    private float[]? computed;
    private int keeps;
    private bool isKeptForGood;

    /// <param name="definition">What the compiler decided.</param>
    /// <param name="buffer">Its memory.</param>
    /// <param name="batchSize">Number of images that run at once.</param>
    /// <param name="invalidatePlan">Has what runs as one, and who has memory of its own, decided anew before the next pass.</param>
    public ValueState(ValueDefinition definition, DeviceBuffer buffer, int batchSize, Action invalidatePlan)
    {
        Buffer = buffer;
        Offset = definition.Offset < 0 ? -1 : definition.Offset * batchSize;
        Channel = definition.Inside?.Channel ?? 0;
        this.invalidatePlan = invalidatePlan;
        ForwardCallbacks = new CallbackList(invalidatePlan);
        BackwardCallbacks = new CallbackList(invalidatePlan);
    }

    /// <summary>The memory of the value.</summary>
    public DeviceBuffer Buffer { get; }

    /// <summary>Floats from the arena's start, for the whole batch; −1 if it is not there by itself.</summary>
    public long Offset { get; }

    /// <summary>The value that holds this one; null if none does.</summary>
    public Hook? Whole { get; set; }

    /// <summary>Its first channel in <see cref="Whole"/>.</summary>
    public int Channel { get; }

    /// <summary>Whether the device can place it inside <see cref="Whole"/>.</summary>
    public bool IsInside { get; set; }

    /// <summary>Whether nothing overwrites it until the next forward pass.</summary>
    public bool Survives { get; set; }

    /// <summary>How many steps read it.</summary>
    public int Readers { get; set; }

    /// <summary>The value that overwrites it in Caffe.</summary>
    public Hook? OverwrittenBy { get; set; }

    /// <summary>Whether the value has to be there after each forward pass.</summary>
    public bool IsKept => keeps > 0;

    /// <summary>
    /// Whether passes begin here (<see cref="Network.ForwardFrom(ReadOnlySpan{Hook}, Action{Hook, Tensor}, ReadOnlySpan{Hook})"/>), or did
    /// once.
    /// </summary>
    public bool IsGiven { get; private set; }

    /// <summary>Whether callbacks made something else of what the last pass computed.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether it has to be computed by itself: it is kept, or a callback sees it.</summary>
    public bool IsObserved => IsKept || ForwardCallbacks.IsArmed;

    /// <summary>Callbacks that see the value.</summary>
    public CallbackList ForwardCallbacks { get; }

    /// <summary>Callbacks that see the gradient.</summary>
    public CallbackList BackwardCallbacks { get; }

    /// <summary>Its gradient; made when a backward pass first needs it.</summary>
    public GradientSlot? Gradient { get; set; }

    /// <summary>Has the value kept by every forward pass until what is returned is disposed of.</summary>
    public IDisposable Keep()
    {
        if (Interlocked.Increment(ref keeps) == 1)
            invalidatePlan();
        return new Kept(this);
    }

    /// <summary>Has the value kept from now on, also when all others that keep it are disposed of.</summary>
    public void KeepForGood()
    {
        if (isKeptForGood)
            return;
        isKeptForGood = true;
        _ = Keep();
    }

    /// <summary>Has the value kept, in memory of its own, so that passes can begin here.</summary>
    public void Give()
    {
        if (IsGiven)
            return;
        IsGiven = true;
        KeepForGood();
        invalidatePlan();
    }

    /// <summary>Lets callbacks see, and change, a value that was just computed or set.</summary>
    public void RaiseForward()
    {
        IsChanged = false;
        if (!ForwardCallbacks.IsArmed)
            return;
        Span<float> value = Buffer.Map().Span;
        computed ??= new float[value.Length];
        value.CopyTo(computed);
        try
        {
            ForwardCallbacks.RaiseForward(Buffer, computed);
        }
        finally
        {
            // Also where a callback fails: an input has to become again what was set.
            IsChanged = !MemoryMarshal.AsBytes(Buffer.Map().Span).SequenceEqual(MemoryMarshal.AsBytes(computed.AsSpan()));
        }
    }

    /// <summary>Exchanges what was computed, or set, and what callbacks made of it; nothing if that is the same.</summary>
    public void ExchangeComputed()
    {
        if (!IsChanged)
            return;
        Span<float> value = Buffer.Map().Span, own = computed;
        for (int i = 0; i < own.Length; i++)
            (value[i], own[i]) = (own[i], value[i]);
        Buffer.Commit();
    }

    /// <summary>Makes the value again what was computed, or set.</summary>
    public void RestoreComputed()
    {
        ExchangeComputed();
        IsChanged = false;
    }

    /// <summary>The value is overwritten as a whole: what callbacks made of it is gone.</summary>
    public void ForgetComputed() => IsChanged = false;

    /// <summary>Frees its memory and ends its callbacks.</summary>
    public void Free()
    {
        ForwardCallbacks.Clear();
        BackwardCallbacks.Clear();
        Buffer.Dispose();
        Gradient?.Buffer.Dispose();
    }

    private sealed class Kept(ValueState value) : IDisposable
    {
        private ValueState? value = value;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref value, null) is { } kept && Interlocked.Decrement(ref kept.keeps) == 0)
                kept.invalidatePlan();
        }
    }
}
