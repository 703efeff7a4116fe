using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Yolo;

/// <summary>Positions to channels in darknet's own order, with stride 2 (synopsys-caffe, python/yolov2.py).</summary>
public sealed class DarknetReorg : LayerDefinition
{
    /// <inheritdoc/>
    public override string Type => "yolov2.darknet_reorg";

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Yolo;

    /// <inheritdoc/>
    public override string Summary => "Channels times 4, positions divided by 4, in darknet's order.";

    /// <inheritdoc/>
    public override string ParameterField => "python_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter => OtherParameters.Python;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("python_param { module: 'yolov2' layer: 'darknet_reorg' }", [2, 8, 4, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        var lowering = new Lowering(layer);
        return lowering.Layer(SpaceDepth.Reorg(layer, lowering, 2, "layer"));
    }
}
