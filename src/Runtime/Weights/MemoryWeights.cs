namespace CaffeSharpGen.Weights;

/// <summary>Weights that were made in memory.</summary>
public sealed unsafe class MemoryWeights : WeightSource
{
    private readonly List<LayerWeights> layers = [];
    private readonly MemoryReference memory = new(new WeightMemory(), "weights in memory");

    /// <summary>Copies weights.</summary>
    public MemoryWeights(IEnumerable<LayerTensors> layers)
    {
        NativeMemoryCount.CollectIfGrown();
        foreach (LayerTensors layer in layers)
            this.layers.Add(new LayerWeights(layer.Name, layer.Type, [.. layer.Blobs.Select(Copy)]));
    }

    /// <inheritdoc/>
    public override string Name => "weights in memory";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => layers;

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();

    private WeightBlob Copy(Tensor tensor)
    {
        float* pointer = memory.Memory.Allocate(tensor.Shape.Count);
        tensor.Span.CopyTo(new Span<float>(pointer, tensor.Shape.Count));
        return new WeightBlob(tensor.Shape, pointer, memory);
    }
}

/// <summary>Weights of a layer, to be written or used from memory.</summary>
/// <param name="Name">Caffe's name of the layer.</param>
/// <param name="Type">Caffe's type, such as <c>InnerProduct</c>.</param>
/// <param name="Blobs">Its weights.</param>
public sealed record LayerTensors(string Name, string Type, IReadOnlyList<Tensor> Blobs);
