using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>Mean-variance normalization of each image (mvn_layer.cpp).</summary>
public sealed class MVN : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Each plane, or each image with across_channels, less its mean, divided by its deviation + eps (outside the root, "
        + "unlike elsewhere).";

    /// <inheritdoc/>
    public override string ParameterField => "mvn_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("MVNParameter")
        .Bool("normalize_variance").Bool("across_channels").Float("eps");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [2, 3, 5, 7]),
        new("mvn_param { across_channels: true }", [2, 3, 4, 5]),
        new("mvn_param { normalize_variance: false }", [1, 19, 3, 6]),
        new("mvn_param { eps: 0.5 }", [2, 18, 5, 5]),
        new("mvn_param { across_channels: true eps: 0.25 }", [3, 21]),
        new("mvn_param { eps: 1 }", [1, 1, 1, 2]) { InputValues = [[1, 3]], Expected = [[-0.5f, 0.5f]] },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(1, 4);
        bool acrossChannels = layer.Parameter.Bool("across_channels", false);
        var operation = new Op.MVN(layer.Parameter.Bool("normalize_variance", true), acrossChannels, layer.Parameter.Float("eps", 1e-9f));
        // Caffe's top has four axes always.
        return new CompiledLayer(operation, layer.Bottom.Then(Enumerable.Repeat((Dim)1, 4 - layer.Bottom.Rank)));
    }
}
