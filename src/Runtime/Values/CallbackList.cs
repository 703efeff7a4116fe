using System.Runtime.InteropServices;

namespace CaffeSharpGen.Values;

/// <summary>
/// Callbacks on one value; raising them allocates nothing. They may be added and ended at any time, also while they run and by other
/// threads. A callback that is added is called from the next pass on, which then gives the value memory that the callback may change.
/// </summary>
internal sealed class CallbackList(Action changed)
{
    private readonly Action changed = changed;
    private readonly Lock changing = new();
    private volatile Subscription[] subscriptions = [];
    private Subscription[] armed = [];

    // Where several callbacks change the value: what the next one finds.
    private float[]? changedBefore;

    public bool IsEmpty => subscriptions.Length == 0;

    /// <summary>Whether there is anyone whom <see cref="Raise"/> calls.</summary>
    public bool IsArmed => armed.Length > 0;

    /// <summary>Whether one of those whom <see cref="RaiseForward"/> called has ended, and changed the value then.</summary>
    public bool HasEndedAfterChange => Array.Exists(armed, subscription => subscription.HasEnded && subscription.HasChanged);

    public IDisposable Add(Action<Tensor> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var subscription = new Subscription(this, callback);
        lock (changing)
            subscriptions = [.. subscriptions, subscription];
        changed();
        return subscription;
    }

    /// <summary>Has <see cref="Raise"/> call those who are subscribed now.</summary>
    public void Arm() => armed = subscriptions;

    public void Raise(DeviceBuffer buffer)
    {
        if (!IsArmed)
            return;
        foreach (Subscription subscription in armed)
            subscription.Call(buffer.Map());
        buffer.Commit();
    }

    /// <summary>As <see cref="Raise"/>; notes who changes the value.</summary>
    /// <param name="buffer">The value.</param>
    /// <param name="computed">A copy of it.</param>
    public void RaiseForward(DeviceBuffer buffer, float[] computed)
    {
        float[] before = computed;
        foreach (Subscription subscription in armed)
        {
            subscription.HasChanged = true;
            subscription.Call(buffer.Map());
            Span<float> now = buffer.Map().Span;
            subscription.HasChanged = !MemoryMarshal.AsBytes(now).SequenceEqual(MemoryMarshal.AsBytes(before.AsSpan()));
            if (subscription.HasChanged && armed.Length > 1)
                now.CopyTo(before = changedBefore ??= new float[now.Length]);
        }
        buffer.Commit();
    }

    public void Clear()
    {
        foreach (Subscription subscription in subscriptions)
            subscription.Dispose();
    }

    private void Remove(Subscription subscription)
    {
        lock (changing)
            subscriptions = Array.FindAll(subscriptions, other => other != subscription);
        changed();
    }

    private sealed class Subscription(CallbackList list, Action<Tensor> callback) : IDisposable
    {
        private volatile Action<Tensor>? callback = callback;

        public bool HasEnded => callback is null;

        /// <summary>Whether it changed the value in the last pass.</summary>
        public bool HasChanged { get; set; }

        public void Call(Tensor value) => callback?.Invoke(value);

        public void Dispose()
        {
            callback = null;
            list.Remove(this);
        }
    }
}
