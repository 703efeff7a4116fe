using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FlowNet;

/// <summary>Warps an image by a flow (lmb-freiburg/flownet2, flow_warp_layer.cpp and .cu).</summary>
public sealed class FlowWarp : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FlowNet;

    /// <inheritdoc/>
    public override string Summary => "Each element of the first bottom from where the second, a flow N×2×H×W of x and y, leads; bilinear.";

    /// <inheritdoc/>
    public override string ParameterField => "flow_warp_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("FlowWarpParameter")
        .Enum("fill_value", [(1, "ZERO"), (2, "NOT_A_NUMBER")]);

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("", [1, 1, 2, 2], [1, 2, 2, 2])
        {
            InputValues = [[1, 2, 4, 8], [0.5f, -0.75f, 0.25f, 0.5f, 0.5f, 0.25f, -0.5f, -2]],
            Expected = [[3.75f, 2.1875f, 3.125f, 0]],
        },
        new("flow_warp_param { fill_value: NOT_A_NUMBER }", [1, 1, 1, 2], [1, 2, 1, 2])
        {
            InputValues = [[2, 4], [0.5f, -0.25f, 0.5f, 0.25f]],
            Expected = [[3, 3.5f]],
        },
        new("", [2, 3, 6, 4], [2, 2, 6, 4]),
        new("", [1, 18, 4, 8], [1, 2, 4, 8]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require(bottoms: 2);
        layer.RequireRank(4, 4);
        ValueShape image = layer.Bottom, flow = layer.Bottoms[1];
        if (flow != image.With(1, 2))
        {
            throw layer.Error(
                $"its flow {flow} does not fit its image {image}; {image.With(1, 2)} is needed, the flow along x and along y");
        }
        return new CompiledLayer(new Op.FlowWarp(layer.Parameter.Enum("fill_value", "ZERO") == "NOT_A_NUMBER"), image);
    }
}
