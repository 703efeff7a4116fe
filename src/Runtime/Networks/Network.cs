using System.Diagnostics.CodeAnalysis;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>
/// A network with its weights on a device. Used by one thread at a time. Generated classes derive from
/// <see cref="Network{TSelf}"/>; this base is for code that serves any network.
/// </summary>
public abstract class Network : IDisposable
{
    private readonly WeightSource weights;
    private readonly bool ownsDevice;
    private bool hasRun;
    private bool disposed;

    private protected Network(string name, WeightSource weights, Device? device, int batch)
    {
        if (batch < 1)
        {
            weights.Dispose();
            throw new ArgumentOutOfRangeException(nameof(batch), batch, "a network runs at least one image at a time");
        }
        Name = name;
        Batch = batch;
        this.weights = weights;
        ownsDevice = device is null;
        Device = device ?? Device.Cpu();
    }

    /// <summary>Name of the network, as its prototxt gives it.</summary>
    public string Name { get; }

    /// <summary>Number of images that run at once.</summary>
    public int Batch { get; }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>All values: inputs and what the layers put out, in the order of computation.</summary>
    public IReadOnlyList<Hook> Hooks { get; private set; } = [];

    /// <summary>The inputs.</summary>
    public IEnumerable<Hook> Inputs => Hooks.Where(hook => hook.Producer is null);

    /// <summary>The layers, in the order of computation.</summary>
    public IReadOnlyList<LayerStep> Layers { get; private set; } = [];

    /// <summary>What was noticed while loading, such as weights of layers that the network does not have.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Number of backward passes so far.</summary>
    internal int BackwardPass { get; private set; }

    private protected GradientPath Path { get; private set; } = new([], []);

    /// <summary>Computes all values from the inputs.</summary>
    public void Forward()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (Hooks[i].Producer is null)
                Hooks[i].RaiseForward();
        }
        hasRun = true;
        RunForward();
    }

    /// <summary>Finds a value by Caffe's name of its layer.</summary>
    public bool TryGetHook(string caffeName, [NotNullWhen(true)] out Hook? hook)
    {
        int index = HookIndex(caffeName);
        hook = index < 0 ? null : Hooks[index];
        return hook is not null;
    }

    /// <summary>
    /// Computes the gradient of a target at hooks, over the activations of the last <see cref="Forward"/>. Checked at run time;
    /// generated networks have typed <c>Backward</c> methods that are checked by the compiler.
    /// </summary>
    /// <exception cref="ArgumentException">A hook or the target belongs to another network, or the target does not depend on a hook.</exception>
    /// <exception cref="InvalidOperationException">There was no forward pass, or a layer on the way has no gradient.</exception>
    public void BackwardUntyped(Target target, ReluRule rule, params ReadOnlySpan<Hook> hooks)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        RequireForward();
        RequireOwn(target.Hook);
        foreach (Hook hook in hooks)
            RequireOwn(hook);
        Path.Plan(target.Hook, hooks, rule);

        BackwardPass++;
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (Path.Wants(Hooks[i]))
                Hooks[i].GradientPass = BackwardPass;
        }
        target.Seed(target.Hook.GradientBuffer.Open());
        target.Hook.GradientBuffer.Commit();
        RunBackward();
        for (int i = 0; i < Hooks.Count; i++)
        {
            if (Hooks[i].Producer is null && Path.Wants(Hooks[i]))
                Hooks[i].RaiseBackward();
        }
    }

    /// <summary>Frees activations, weights, and the device if none was given.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    internal void RequireForward()
    {
        if (!hasRun)
            throw new InvalidOperationException($"{Name} has not run yet: call Forward first");
    }

    /// <summary>Defines inputs and layers, in the order of computation.</summary>
    protected abstract void Define(NetworkBuilder network);

    /// <summary>Runs every layer forward, in order.</summary>
    protected abstract void RunForward();

    /// <summary>Runs every layer backward, in reverse order.</summary>
    protected abstract void RunBackward();

    /// <summary>Number of the value of this Caffe name, −1 if there is none.</summary>
    protected abstract int HookIndex(string caffeName);

    /// <summary>Runs a layer forward.</summary>
    protected void ForwardLayer(int layer) => Layers[layer].Forward();

    /// <summary>Runs a layer backward, if the pass in progress crosses it.</summary>
    protected void BackwardLayer(int layer) => Layers[layer].Backward(Path);

    private protected void Build(Func<int, string, string, DeviceBuffer, bool, Hook> makeHook)
    {
        var builder = new NetworkBuilder(this, weights, makeHook);
        Hooks = builder.Values;
        Layers = builder.Steps;
        try
        {
            Define(builder);
        }
        catch
        {
            Free();
            throw;
        }
        Path = new GradientPath(Hooks, Layers);
        Notes = NotesOnUnusedWeights();
    }

    private string[] NotesOnUnusedWeights()
    {
        var used = Layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        return [.. weights.Layers
            .Where(layer => layer.Blobs.Count > 0 && !used.Contains(layer.Name))
            .Select(layer => $"{weights.Name}: ignored the {layer.Blobs.Count} blob(s) of layer '{layer.Name}', which {Name} does not have")];
    }

    private void RequireOwn(Hook hook)
    {
        if (hook.Network != this)
            throw new ArgumentException($"'{hook.Name}' belongs to another network ({hook.Network.Name}), not to this {Name}");
    }

    private void Free()
    {
        if (disposed)
            return;
        disposed = true;
        foreach (LayerStep layer in Layers)
            layer.Free();
        foreach (Hook hook in Hooks)
            hook.Free();
        weights.Dispose();
        if (ownsDevice)
            Device.Dispose();
    }
}
