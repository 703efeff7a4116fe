using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>Means over regions, each bin from channels of its own (daijifeng001/caffe-rfcn: psroi_pooling_layer.cu).</summary>
public sealed class PSROIPooling : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary => "Means in a grid of bins over each region, each bin from channels of its own (R-FCN).";

    /// <inheritdoc/>
    public override string ParameterField => "psroi_pooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PSROIPoolingParameter")
        .Float("spatial_scale").Int("output_dim").Int("group_size");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("psroi_pooling_param { spatial_scale: 0.5 output_dim: 3 group_size: 2 }", [2, 12, 5, 6], [3, 5])
        {
            InputValues = [[.. Enumerable.Range(0, 720).Select(i => i * 7 % 41 / 8f)],
                [0.5f, 1.2f, 2.2f, 8.2f, 7.2f, 1.5f, 4.2f, 2.2f, 30.2f, 26.2f, -1.5f, 0.2f, 0.2f, 5.2f, 5.2f]],
        },
        // The region covers the columns 0 … 2 and rows 0 … 1 of planes of 2×4, so bins are one row high and 1.5 columns wide.
        new("psroi_pooling_param { spatial_scale: 1 output_dim: 1 group_size: 2 }", [1, 4, 2, 4], [1, 5])
        {
            InputValues =
            [
                [1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80, 1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80],
                [0, 0, 0, 2, 1],
            ],
            Expected = [[1.5f, 25, 5.5f, 65]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        Dim regions = Regions.Count(layer);
        int outputs = layer.Positive("output_dim"), group = layer.Positive("group_size");
        if (!layer.Parameter.Has("spatial_scale"))
            throw layer.Error("spatial_scale is missing; give how long a pixel of the image is in the features");
        if (layer.FixedLength(1) != (long)outputs * group * group)
        {
            throw layer.Error(
                $"its first bottom is {layer.Bottom}; output_dim {outputs} and group_size {group} need "
                + $"{(long)outputs * group * group} channels", "output_dim");
        }
        return new CompiledLayer(
            new Op.PSROIPooling(group, Regions.Scale(layer)), ValueShape.Of(regions, outputs, group, group));
    }
}
