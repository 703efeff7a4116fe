using CaffeSharpGen.Compiler.Nets;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FlowNet;

/// <summary>Lengths of vectors along the channels (lmb-freiburg/flownet2, channel_norm_layer.cpp).</summary>
public sealed class ChannelNorm : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FlowNet;

    /// <inheritdoc/>
    public override string Summary => "The root of the sum of squares over the channels.";

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [1, 2, 1, 2]) { InputValues = [[3, 5, 4, 12]], Expected = [[5, 13]] },
        new("", [2, 3, 3, 5]),
        new("", [1, 17, 2, 3]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        return new CompiledLayer(new Op.ChannelNorm(), layer.Bottom.With(1, 1));
    }
}
