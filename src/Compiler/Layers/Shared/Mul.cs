using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The product of two bottoms, or of a bottom and a weight (synopsys-caffe, mul_layer.cpp, which follows TensorFlow).
/// </summary>
public sealed class Mul : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "The product of two bottoms, or of a bottom and a weight. Axes of length 1 are repeated.";

    /// <inheritdoc/>
    public override string ParameterField => "mul_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("MulParameter").UInts("mul_shape");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5], [2, 18, 3, 5]),
        new("", [2, 18, 3, 5], [2, 18, 1, 1]),
        new("", [2, 18, 1, 1], [2, 18, 3, 5]),
        new("", [2, 3, 4, 17], [2, 1, 1, 17]),
        new("", [3, 5], [2, 3, 5]),
        new("", [1, 2, 1], [1, 1, 3]) { InputValues = [[2, 8], [1, 4, 5]], Expected = [[2, 8, 10, 8, 32, 40]] },
        new("", [2, 3, 4], [1]),
        new("mul_param { mul_shape: 5 }", [2, 3, 5]),
        new("mul_param { mul_shape: 1 mul_shape: 18 mul_shape: 1 mul_shape: 1 }", [2, 18, 3, 5]),
        new("mul_param { mul_shape: 1 }", [2, 3, 5]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(mostBottoms: 2);
        var lowering = new Lowering(layer);
        return lowering.Layer(layer.Bottoms.Count == 2
            ? BroadcastPair.Product(layer, lowering, lowering.Bottom(), lowering.Bottom(1))
            : ByWeight(layer, lowering));
    }

    // The weight keeps the shape that a caffemodel has: the bottom is seen under one in which the weight's axes follow each other.
    private static Term ByWeight(LayerContext layer, Lowering lowering)
    {
        ValueShape bottom = layer.Bottom, weight = ValueShape.Of(layer.Parameter.Ints("mul_shape").Select(length => (Dim)length));
        if (weight.Rank > bottom.Rank || !BroadcastPair.IsRun(weight, bottom, out int axis, out ValueShape run))
        {
            throw layer.Error(
                $"its weight is {weight}; besides ones, its axes must be neighboring axes of its bottom {bottom}, counted from the last",
                "mul_shape");
        }
        ValueShape view = bottom.Between(0, axis).Then(weight.Axes).Then(bottom.Between(axis + run.Rank, bottom.Rank).Axes);
        Term scaled = lowering.Add(new Op.Scale(axis), view, [weight], lowering.Reshape(lowering.Bottom(), view));
        return lowering.Reshape(scaled, bottom);
    }
}
