using CaffeSharpGen.DeviceCheck.Networks;

namespace CaffeSharpGen.DeviceCheck.Passes;

/// <summary>One of two instances that do the same.</summary>
internal sealed class Side(LoadedNetwork network)
{
    private readonly List<IDisposable> subscriptions = [];

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

    /// <summary>Keeps a value.</summary>
    public void Keep(int index) => subscriptions.Add(Network.Engine.Hooks[index].Keep());

    /// <summary>Sees a value, and changes it or not.</summary>
    public void SeeForward(int index, bool changes)
    {
        Hook hook = Network.Engine.Hooks[index];
        subscriptions.Add(hook.OnForward(value =>
        {
            Seen.Add((hook.Name, value.Span.ToArray()));
            if (changes)
                value[value.Shape.Count / 2] *= 1.5f;
        }));
    }

    /// <summary>Sees a gradient.</summary>
    public void SeeBackward(int index)
    {
        Hook hook = Network.Engine.Hooks[index];
        subscriptions.Add(hook.OnBackward(gradient => Seen.Add(($"the gradient of {hook.Name}", gradient.Span.ToArray()))));
    }

    /// <summary>Ends all of that.</summary>
    public void EndSubscriptions()
    {
        foreach (IDisposable subscription in subscriptions)
            subscription.Dispose();
        subscriptions.Clear();
    }
}
