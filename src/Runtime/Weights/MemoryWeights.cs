using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights;

/// <summary>Weights that were made in memory.</summary>
public sealed unsafe class MemoryWeights : WeightSource
{
    private readonly List<LayerWeights> layers = [];
    private readonly List<nint> memory = [];

    /// <summary>Copies weights.</summary>
    public MemoryWeights(IEnumerable<LayerTensors> layers)
    {
        foreach (LayerTensors layer in layers)
            this.layers.Add(new LayerWeights(layer.Name, layer.Type, [.. layer.Blobs.Select(Copy)]));
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~MemoryWeights() => Free();

    /// <inheritdoc/>
    public override string Name => "weights in memory";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerWeights> Layers => layers;

    /// <inheritdoc/>
    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private WeightBlob Copy(Tensor tensor)
    {
        float* pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, tensor.Shape.Count) * sizeof(float), 64);
        memory.Add((nint)pointer);
        tensor.Span.CopyTo(new Span<float>(pointer, tensor.Shape.Count));
        return new WeightBlob(tensor.Shape, pointer, this);
    }

    private void Free()
    {
        foreach (nint pointer in memory)
            NativeMemory.AlignedFree((void*)pointer);
        memory.Clear();
    }
}

/// <summary>Weights of a layer, to be written or used from memory.</summary>
/// <param name="Name">Caffe's name of the layer.</param>
/// <param name="Type">Caffe's type, such as <c>InnerProduct</c>.</param>
/// <param name="Blobs">Its weights.</param>
public sealed record LayerTensors(string Name, string Type, IReadOnlyList<Tensor> Blobs);
