namespace CaffeSharpGen.Compiler.Layers;

/// <summary>
/// What a layer becomes: usually one operation, else a few that read each other's outputs. The outputs of the last one are the layer's
/// tops.
/// </summary>
public sealed record CompiledLayer
{
    private CompiledLayer(EquatableArray<LayerOperation> operations, EquatableArray<ValueShape> inputs) =>
        (Operations, Inputs) = (operations, inputs);

    /// <summary>A layer with one top that becomes one operation over its bottoms.</summary>
    /// <param name="operation">What it computes.</param>
    /// <param name="top">Shape of its top.</param>
    /// <param name="weights">Shapes of its weights, in the order in which a caffemodel stores them.</param>
    public CompiledLayer(Operation operation, ValueShape top, params IEnumerable<ValueShape> weights) : this(operation, [top], weights)
    {
    }

    /// <summary>A layer with any tops that becomes one operation over its bottoms.</summary>
    /// <param name="operation">What it computes.</param>
    /// <param name="tops">Shapes of its tops.</param>
    /// <param name="weights">Shapes of its weights, in the order in which a caffemodel stores them.</param>
    public CompiledLayer(Operation operation, IEnumerable<ValueShape> tops, params IEnumerable<ValueShape> weights)
        : this([new LayerOperation(operation, [.. tops], [.. weights])], [])
    {
    }

    /// <summary>A layer that becomes several operations.</summary>
    /// <param name="operations">The operations in the order of computation.</param>
    public CompiledLayer(params IEnumerable<LayerOperation> operations) : this([.. operations], [])
    {
        if (Operations.Length == 0)
            throw new ArgumentException("a layer becomes at least one operation", nameof(operations));
    }

    /// <summary>The operations in the order of computation; none for inputs.</summary>
    public EquatableArray<LayerOperation> Operations { get; }

    /// <summary>Of a layer that is an input of the network: shapes of its tops.</summary>
    public EquatableArray<ValueShape> Inputs { get; }

    /// <summary>A layer that is an input of the network.</summary>
    /// <param name="tops">Shapes of its tops.</param>
    public static CompiledLayer OfInputs(IEnumerable<ValueShape> tops) => new([], [.. tops]);
}

/// <summary>One operation of a layer.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Outputs">Shapes of its outputs.</param>
/// <param name="Weights">Shapes of its weights, fixed ones. A caffemodel stores those of a layer's operations one behind the other.</param>
public sealed record LayerOperation(Operation Operation, EquatableArray<ValueShape> Outputs, EquatableArray<ValueShape> Weights = default)
{
    /// <summary>What it reads; null for the layer's bottoms.</summary>
    public EquatableArray<LayerValue>? Inputs { get; init; }

    /// <summary>
    /// Which of the layer's tops its only output is; null for values between operations, and for the last operation of a layer whose
    /// outputs are all the tops.
    /// </summary>
    public int? Top { get; init; }

    /// <summary>
    /// Indices of its weights among the layer's, which several operations may share; null for those behind the weights of the operations
    /// before.
    /// </summary>
    public EquatableArray<int>? Blobs { get; init; }
}

/// <summary>A value that an operation of a layer reads.</summary>
/// <param name="Operation">Index of the earlier operation of the layer that computes it; −1 for the layer's bottoms.</param>
/// <param name="Index">Which of the operation's outputs, or of the bottoms, it is.</param>
public readonly record struct LayerValue(int Operation, int Index)
{
    /// <summary>A bottom of the layer.</summary>
    public static LayerValue Bottom(int index = 0) => new(-1, index);

    /// <summary>An output of an earlier operation of the layer.</summary>
    public static LayerValue Output(int operation, int index = 0) => new(operation, index);
}
