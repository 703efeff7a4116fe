using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The hinge loss of one class against all others (hinge_loss_layer.cpp). A layer only where losses are kept as values.</summary>
public sealed class HingeLoss : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Σ max(0, 1 ± x), − for the label, or of squares (norm: L2), for each image. Dropped, a number with CaffeKeepLoss=\"values\".";

    /// <inheritdoc/>
    public override string ParameterField => "hinge_loss_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("HingeLossParameter").Enum("norm", [(1, "L1"), (2, "L2")]);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3], [2]) { InputValues = [[0.5f, -2, 3, 0.25f, -0.5f, 2], [0.5f, 2.5f]] },
        new("hinge_loss_param { norm: L2 }", [2, 3], [2]) { InputValues = [[0.5f, -2, 3, 0.25f, -0.5f, 2], [0.5f, 2.5f]] },
        new("", [1, 2], [1]) { InputValues = [[0.5f, -0.25f], [0.5f]], Expected = [[1.25f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(2);
        int images = layer.FixedLength(0);
        if (layer.Bottoms[1].CountOfOne() != images)
            throw layer.Error($"its second bottom {layer.Bottoms[1]} has {layer.Bottoms[1].CountOfOne()} labels; {images} are needed");
        bool isSquared = layer.Parameter.Enum("norm", "L1") == "L2";
        return LossReading.Compile(layer, new Op.Loss(
            isSquared ? Op.LossMethod.SquaredHinge : Op.LossMethod.Hinge, Normalization: Op.LossNormalization.BatchSize));
    }
}
