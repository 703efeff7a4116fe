using CaffeSharpGen.RandomNetworks.Oracles;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>One instance of a network, with what the oracle knows of it.</summary>
internal sealed class Instance(Network network, LayerByLayer oracle, int batchSize) : IDisposable
{
    /// <summary>The network.</summary>
    public Network Network { get; } = network;

    /// <summary>The oracle of this batch size.</summary>
    public LayerByLayer Oracle { get; } = oracle;

    /// <summary>Images.</summary>
    public int BatchSize { get; } = batchSize;

    /// <summary>The inputs as they were set last.</summary>
    public Dictionary<int, float[]> Inputs { get; } = network.Inputs.ToDictionary(input => input.Index, input => new float[input.Shape.Count]);

    /// <summary>What was last run; null if nothing can be read.</summary>
    public Pass? LastPass { get; set; }

    /// <summary>Gradients that a backward pass in progress should show to callbacks.</summary>
    public float[]?[]? Gradients { get; set; }

    /// <summary>Whether inputs were set since the last pass.</summary>
    public bool HasNewInputs { get; set; }

    /// <summary>Values that were kept before the last pass ran.</summary>
    public HashSet<int> KeptBeforePass { get; } = [];

    /// <summary>Values that are kept.</summary>
    public HashSet<int> Kept { get; } = [];

    /// <summary>What callbacks make of values.</summary>
    public Dictionary<int, Change> Changes { get; } = [];

    /// <summary>What callbacks make of gradients.</summary>
    public Dictionary<int, Change> BackwardChanges { get; } = [];

    /// <summary>Callbacks that have not ended: what ends them, and whether that changes values.</summary>
    public List<(Action End, bool ChangesValues)> Subscriptions { get; } = [];

    /// <summary>What a callback found.</summary>
    public Disagreement? Seen { get; set; }

    public void Dispose() => Network.Dispose();
}

/// <summary>What a forward pass should have computed.</summary>
/// <param name="Values">All values.</param>
/// <param name="Inputs">The inputs that it ran over.</param>
/// <param name="Given">Values that were given.</param>
/// <param name="Changes">What callbacks made of values.</param>
/// <param name="Has">The values that it has.</param>
/// <param name="Runs">The layers that it runs.</param>
internal sealed record Pass(
    float[][] Values, Dictionary<int, float[]> Inputs, Dictionary<int, float[]> Given, Dictionary<int, Change> Changes, bool[] Has, bool[] Runs);
