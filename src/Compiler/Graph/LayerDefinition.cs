using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Graph;

/// <summary>
/// What a layer type is: its fields, its shape rule, its weights, what its backward pass needs, and the operation it becomes.
/// One file in <c>Layers/</c> for each, named as Caffe names the type; nothing else knows the list of types.
/// </summary>
public abstract class LayerDefinition
{
    /// <summary>Caffe's name of the type.</summary>
    public string Type => GetType().Name;

    /// <summary>What it computes, in one line, for the table of layers.</summary>
    public abstract string Summary { get; }

    /// <summary>Name of its parameter field in a layer, such as <c>convolution_param</c>; null if it has none.</summary>
    public virtual string? ParameterField => null;

    /// <summary>The fields of its parameter message.</summary>
    public virtual MessageSchema? Parameter => null;

    /// <summary>What its backward pass reads of the forward pass.</summary>
    public virtual BackwardNeeds Needs => BackwardNeeds.Nothing;

    /// <summary>Small layers of this type: the conformance tests run each on every device and check it against finite differences.</summary>
    public abstract IEnumerable<LayerExample> Examples { get; }

    /// <summary>Checks a layer of this type, computes the shapes of its tops and weights, and says what operation it becomes.</summary>
    /// <exception cref="LayerException">The layer is wrong.</exception>
    public abstract CompiledLayer Compile(LayerContext layer);
}

/// <summary>What a layer becomes.</summary>
/// <param name="Operation">What it computes; null for inputs.</param>
/// <param name="Tops">Shapes of its tops.</param>
/// <param name="Weights">Shapes of its weights, in the order in which a caffemodel stores them.</param>
public sealed record CompiledLayer(OperationCall? Operation, EquatableArray<Shape> Tops, EquatableArray<Shape> Weights)
{
    /// <summary>What this very layer's backward pass reads, where that is less than <see cref="LayerDefinition.Needs"/>.</summary>
    public BackwardNeeds? Needs { get; init; }

    /// <summary>What it can be in a chain of layers that runs as one operation.</summary>
    public FusionRole Role { get; init; }

    /// <summary>A layer with one top and any weights.</summary>
    public CompiledLayer(OperationCall operation, Shape top, params IEnumerable<Shape> weights) : this(operation, [top], [.. weights])
    {
    }
}

/// <summary>A small layer for tests.</summary>
/// <param name="Parameters">Text of the parameter field, such as <c>relu_param { negative_slope: 0.1 }</c>; empty for the defaults.</param>
/// <param name="Bottoms">Shapes of its inputs.</param>
public sealed record LayerExample(string Parameters, params EquatableArray<EquatableArray<int>> Bottoms)
{
    /// <summary>Number of tops.</summary>
    public int Tops { get; init; } = 1;

    /// <summary>Whether inputs must be positive (logarithms, roots).</summary>
    public bool PositiveInputs { get; init; }

    /// <summary>If not 0, inputs must be whole numbers from 0 to below this.</summary>
    public int IndicesBelow { get; init; }

    /// <summary>Values of its inputs; random ones if there are none.</summary>
    public EquatableArray<EquatableArray<float>> InputValues { get; init; }

    /// <summary>Values of its weights; random ones if there are none.</summary>
    public EquatableArray<EquatableArray<float>> WeightValues { get; init; }

    /// <summary>
    /// What its tops hold for these inputs and weights, worked out by hand; none if it is not known. A layer type needs such an example where
    /// its fast kernel is the scalar one: the two cannot be compared.
    /// </summary>
    public EquatableArray<EquatableArray<float>> Expected { get; init; }
}
