using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>Which of a layer's weights, in the order in which a caffemodel stores them, each of its operations reads.</summary>
internal sealed class LayerBlobs
{
    private readonly List<int[]> ofOperations;

    private LayerBlobs(List<int[]> ofOperations, Shape[] shapes) => (this.ofOperations, Shapes) = (ofOperations, shapes);

    /// <summary>Shapes of the layer's weights.</summary>
    public Shape[] Shapes { get; }

    /// <summary>Those of a layer.</summary>
    public static LayerBlobs Of(CompiledLayer compiled)
    {
        var ofOperations = new List<int[]>();
        var shapes = new SortedDictionary<int, Shape>();
        int next = 0;
        foreach (LayerOperation operation in compiled.Operations)
        {
            int[] blobs = operation.Blobs is { } given ? [.. given] : [.. Enumerable.Range(next, operation.Weights.Length)];
            for (int i = 0; i < blobs.Length; i++)
            {
                shapes[blobs[i]] = operation.Weights[i].For(batchSize: 1);
                next = Math.Max(next, blobs[i] + 1);
            }
            ofOperations.Add(blobs);
        }
        if (shapes.Count != next)
            throw new ArgumentException("some weight of the layer is read by no operation", nameof(compiled));
        return new LayerBlobs(ofOperations, [.. shapes.Values]);
    }

    /// <summary>The weights that an operation reads.</summary>
    public int[] Of(int operation) => ofOperations[operation];

    /// <summary>Whether they lie one behind the other.</summary>
    public static bool AreConsecutive(int[] blobs)
    {
        for (int i = 1; i < blobs.Length; i++)
        {
            if (blobs[i] != blobs[0] + i)
                return false;
        }
        return true;
    }
}
