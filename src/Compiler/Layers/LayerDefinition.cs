using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers;

/// <summary>
/// What a layer type is: its fields, its shape rule, its weights, and the operations it becomes.
/// One file in the folder of its dialect for each, named as Caffe names the type; nothing else knows the list of types.
/// </summary>
public abstract class LayerDefinition
{
    /// <summary>
    /// Caffe's name of the type. Of a Python layer, module and class: <c>rpn.proposal_layer.ProposalLayer</c>.
    /// </summary>
    public virtual string Type => GetType().Name;

    /// <summary>Whose type it is; also the name of its folder.</summary>
    public virtual Dialect Dialect => Dialect.Bvlc;

    /// <summary>What it computes, in one line, for the table of layers.</summary>
    public abstract string Summary { get; }

    /// <summary>Name of its parameter field in a layer, such as <c>convolution_param</c>; null if it has none.</summary>
    public virtual string? ParameterField => null;

    /// <summary>The fields of its parameter message.</summary>
    public virtual MessageSchema? Parameter => null;

    /// <summary>
    /// Whether layers of this dialect always give its parameter message, so that one without is of another dialect that has the type.
    /// </summary>
    public virtual bool IsToldByParameter => false;

    /// <summary>Whether gradients flow back through it. Tests hold what its operations say of that to it.</summary>
    public virtual bool HasGradient => true;

    /// <summary>Small layers of this type. Conformance tests run each on every device and check it against finite differences.</summary>
    public abstract IEnumerable<LayerExample> Examples { get; }

    /// <summary>Checks a layer of this type, computes the shapes of its tops and weights, and says which operations it becomes.</summary>
    /// <exception cref="LayerException">The layer is wrong.</exception>
    /// <exception cref="NotSymbolicException">A shape is neither fixed nor a multiple of the batch size N.</exception>
    public abstract CompiledLayer Compile(LayerContext layer);
}

/// <summary>A small layer for tests.</summary>
/// <param name="Parameters">Text of the parameter field, such as <c>relu_param { negative_slope: 0.1 }</c>; empty for the defaults.</param>
/// <param name="Bottoms">Shapes of its inputs.</param>
public sealed record LayerExample(string Parameters, params EquatableArray<EquatableArray<int>> Bottoms)
{
    /// <summary>Count of tops.</summary>
    public int Tops { get; init; } = 1;

    /// <summary>Whether inputs must be positive (logarithms, roots).</summary>
    public bool PositiveInputs { get; init; }

    /// <summary>How many of its tops, the first ones, depend smoothly on its inputs; −1 for all.</summary>
    public int SmoothTops { get; init; } = -1;

    /// <summary>Indices of weights that must be positive, such as variances.</summary>
    public EquatableArray<int> PositiveWeights { get; init; }

    /// <summary>If not 0, inputs must be whole numbers from 0 to below this.</summary>
    public int IndicesBelow { get; init; }

    /// <summary>Values of its inputs; random ones if there are none.</summary>
    public EquatableArray<EquatableArray<float>> InputValues { get; init; }

    /// <summary>Values of its weights; random ones if there are none.</summary>
    public EquatableArray<EquatableArray<float>> WeightValues { get; init; }

    /// <summary>
    /// What its tops hold for these inputs and weights, computed by hand; none if it is not known. A layer type whose fast kernel is the
    /// scalar one needs such an example: the two cannot be compared.
    /// </summary>
    public EquatableArray<EquatableArray<float>> Expected { get; init; }
}
