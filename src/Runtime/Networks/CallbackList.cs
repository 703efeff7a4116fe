namespace CaffeSharpGen;

/// <summary>Callbacks on one value; raising them allocates nothing, and they may be added and ended while they run.</summary>
internal sealed class CallbackList(Action changed)
{
    private readonly Action changed = changed;
    private Subscription[] subscriptions = [];

    public bool IsEmpty => subscriptions.Length == 0;

    public IDisposable Add(Action<Tensor> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var subscription = new Subscription(this, callback);
        subscriptions = [.. subscriptions, subscription];
        changed();
        return subscription;
    }

    public void Raise(DeviceBuffer buffer)
    {
        Subscription[] now = subscriptions;
        if (now.Length == 0)
            return;
        foreach (Subscription subscription in now)
            subscription.Call(buffer.Open());
        buffer.Commit();
    }

    public void Clear()
    {
        foreach (Subscription subscription in subscriptions)
            subscription.Dispose();
    }

    private sealed class Subscription(CallbackList list, Action<Tensor> callback) : IDisposable
    {
        private Action<Tensor>? callback = callback;

        public void Call(Tensor value) => callback?.Invoke(value);

        public void Dispose()
        {
            callback = null;
            list.subscriptions = Array.FindAll(list.subscriptions, other => other != this);
            list.changed();
        }
    }
}
