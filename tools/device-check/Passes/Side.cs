using CaffeSharpGen.DeviceCheck.Networks;

namespace CaffeSharpGen.DeviceCheck.Passes;

/// <summary>One of two instances that do the same.</summary>
internal sealed class Side(LoadedNetwork network)
{
    private readonly Dictionary<(int Index, char Kind), IDisposable> subscriptions = [];

    /// <summary>The instance.</summary>
    public LoadedNetwork Network { get; } = network;

    /// <summary>Copies of what callbacks saw, and of what.</summary>
    public List<(string What, float[] Value)> Seen { get; } = [];

    /// <summary>What the last action that may fail said; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Does something that may not be possible at present.</summary>
    public void Try(Action action)
    {
        Failure = null;
        try
        {
            action();
        }
        catch (InvalidOperationException e)
        {
            Failure = e.Message;
        }
    }

    /// <summary>Keeps a value, or does so no more.</summary>
    public void ToggleKeep(int index) => Toggle(index, 'k', hook => hook.Keep());

    /// <summary>Sees a value, or does so no more.</summary>
    public void ToggleForward(int index, bool changes) => Toggle(index, 'f', hook => hook.OnForward(value =>
    {
        Seen.Add((hook.Name, value.Span.ToArray()));
        if (changes)
            value[value.Shape.Count / 2] *= 1.5f;
    }));

    /// <summary>Sees a gradient, or does so no more.</summary>
    public void ToggleBackward(int index) => Toggle(
        index, 'b', hook => hook.OnBackward(gradient => Seen.Add(($"the gradient of {hook.Name}", gradient.Span.ToArray()))));

    private void Toggle(int index, char kind, Func<Hook, IDisposable> subscribe)
    {
        if (subscriptions.Remove((index, kind), out IDisposable? subscription))
            subscription.Dispose();
        else
            subscriptions.Add((index, kind), subscribe(Network.Engine.Hooks[index]));
    }
}
