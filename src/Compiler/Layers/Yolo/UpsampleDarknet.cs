using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Yolo;

/// <summary>Darknet's upsampling (foss-for-synopsys-dwc-arc-processors/synopsys-caffe, upsample_darknet_layer.cpp).</summary>
public sealed class UpsampleDarknet : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Yolo;

    /// <inheritdoc/>
    public override string Summary => "Each element several times along height and width.";

    /// <inheritdoc/>
    public override string ParameterField => "upsample_darknet_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("UpsampleDarknetParameter").Int("stride");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("upsample_darknet_param { stride: 2 }", [2, 18, 3, 4]),
        new("", [1, 2, 3, 4]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int stride = layer.Parameter.Has("stride") ? layer.Positive("stride") : 1;
        ValueShape top = Resizing.Top(layer, (long)layer.FixedLength(2) * stride, (long)layer.FixedLength(3) * stride, field: "stride");
        return new CompiledLayer(new Op.Resize(ResizeRule.Repeat), top);
    }
}
