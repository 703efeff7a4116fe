using CaffeSharpGen.Definitions;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Networks;

/// <summary>A network on a device, with the places that a case names.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    /// <summary>Loads it. The weights stay the caller's.</summary>
    public LoadedNetwork(NetworkCase network, NetworkDefinition definition, WeightSource weights, Device device, int batchSize)
        : this(network, new Network(definition, weights, new LoadOptions { Device = device, BatchSize = batchSize }, leaveOpen: true))
    {
    }

    private LoadedNetwork(NetworkCase network, Network engine)
    {
        (Case, Engine) = (network, engine);
        Logits = engine.Hooks[^1].BeforeSoftmax;
        Layer = network.Layer is { } name ? engine[name] : engine.Hooks.LastOrDefault(IsMap);
        Outputs = [.. engine.Hooks.Where(hook => !engine.Layers.Any(layer => layer.Inputs.Contains(hook)))];
    }

    /// <summary>What it is.</summary>
    public NetworkCase Case { get; }

    /// <summary>The network.</summary>
    public Network Engine { get; }

    /// <summary>What is explained: the scores before the last softmax, or the last value.</summary>
    public Hook Logits { get; }

    /// <summary>Where Grad-CAM explains; null for a network without maps.</summary>
    public Hook? Layer { get; }

    /// <summary>The values that no layer reads.</summary>
    public IReadOnlyList<Hook> Outputs { get; }

    /// <summary>One score for each image, the same in every network of the case.</summary>
    public Target Target => TargetOf([.. Enumerable.Range(0, Engine.BatchSize).Select(image => (image * 37 + 7) % Logits.Shape.CountFrom(1))]);

    /// <summary>A score for each image.</summary>
    public Target TargetOf(int[] elements) => new(Logits, elements);

    /// <summary>The largest score of each image: gradients of others may be zero.</summary>
    public int[] Best()
    {
        Target best = Logits.Best();
        return [.. Enumerable.Range(0, Engine.BatchSize).Select(best.ElementOf)];
    }

    /// <summary>Another number of images, over the same weights.</summary>
    public LoadedNetwork Share(int batchSize) => new(Case, Engine.Share(batchSize));

    /// <summary>
    /// Sets all inputs to random values, as large as pixels minus their mean where a trained network gets images. With random weights, small
    /// ones keep the last softmax from saturating, which would hide all that comes before it.
    /// </summary>
    public void Feed(ulong seed = 1)
    {
        foreach (InputHook input in Engine.Inputs)
        {
            float[] values = new float[input.Shape.Count];
            RandomWeights.Fill(values, seed * 31 + (ulong)input.Index, Case.HasWeights && input.Shape.Rank == 4 ? 100 : 1);
            input.Set(values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Engine.Dispose();

    private static bool IsMap(Hook hook) => hook.Producer is not null && hook.Shape.Rank == 4 && hook.Shape.CountFrom(2) > 1;
}
