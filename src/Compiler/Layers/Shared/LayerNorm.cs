using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>Normalization of each image (synopsys-caffe, layer_norm_layer.cpp, which follows ONNX).</summary>
public sealed class LayerNorm : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary =>
        "Each image less its mean, divided by the root of its variance + eps; times a learned scale and plus a learned shift an element.";

    /// <inheritdoc/>
    public override string ParameterField => "layer_norm_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("LayerNormParameter").Float("eps").Bool("elementwise_affine");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 18, 3, 5]),
        new("layer_norm_param { elementwise_affine: false eps: 0.1 }", [3, 33]),
        new("layer_norm_param { eps: 3 }", [1, 2]) { InputValues = [[1, 3]], WeightValues = [[2, 4], [10, 20]], Expected = [[9, 22]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(2);
        ValueShape bottom = layer.Bottom, elements = bottom.Between(1, bottom.Rank);
        long count = bottom.CountBetween(1, bottom.Rank).Fixed;
        float eps = layer.Parameter.Float("eps", 1e-5f);
        if (!(eps >= 0))
            throw layer.Error($"eps is {eps}; it must not be negative", "eps");
        // Of n values v with the mean 0, v / √(Σ v² / n + eps) = √n · v / √(Σ v² + n·eps).
        var lowering = new Lowering(layer);
        Term images = lowering.Reshape(lowering.Bottom(), ValueShape.Of(bottom[0], count, 1, 1));
        Term centered = lowering.Add(new Op.MVN(NormalizeVariance: false, AcrossChannels: true), images.Shape, images);
        Term unit = lowering.Add(new Op.L2Normalize(1, eps * count), images.Shape, centered);
        Term scaled = lowering.Add(new Op.Power(Scale: (float)Math.Sqrt(count)), images.Shape, unit);
        Term normalized = lowering.Reshape(scaled, bottom);
        return lowering.Layer(layer.Parameter.Bool("elementwise_affine", true)
            ? lowering.Add(new Op.Scale(1, Bias: true), bottom, [elements, elements], normalized)
            : normalized);
    }
}
