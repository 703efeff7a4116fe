using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.FasterRcnn;

/// <summary>Maxima over regions of an image (rbgirshick/caffe-fast-rcnn: roi_pooling_layer.cpp).</summary>
public sealed class ROIPooling : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.FasterRcnn;

    /// <inheritdoc/>
    public override string Summary => "The largest values in a grid of bins over each region; the gradient goes to its first bottom.";

    /// <inheritdoc/>
    public override string ParameterField => "roi_pooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ROIPoolingParameter")
        .UInt("pooled_h").UInt("pooled_w").Float("spatial_scale");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("roi_pooling_param { pooled_h: 2 pooled_w: 3 spatial_scale: 0.5 }", [2, 3, 7, 9], [4, 5])
        {
            InputValues = [Features(378), [0.5f, 1.2f, 0.7f, 9.3f, 8.7f, 1.5f, 4.2f, 2.7f, 30.3f, 26.7f, 1.5f, 3.2f, 4.7f, 2.3f, 1.7f,
                -1.5f, 0.2f, 0.2f, 5.2f, 5.2f]],
        },
        new("roi_pooling_param { pooled_h: 3 pooled_w: 2 }", [1, 37, 5, 6], [3, 5])
        {
            InputValues = [Features(1110), [0.5f, 0.2f, 1.2f, 4.2f, 3.2f, 0.5f, 2.2f, 2.2f, 3.2f, 3.2f, 0.5f, 20.2f, 20.2f, 30.2f, 30.2f]],
        },
        // Of a plane of 3×4 the rows 0 … 2 and columns 1 … 2 in bins of 2 rows and 1 column; then a row that is not used.
        new("roi_pooling_param { pooled_h: 2 pooled_w: 2 spatial_scale: 0.5 }", [1, 1, 3, 4], [2, 5])
        {
            InputValues = [[1, 2, 3, 4, 8, 7, 6, 5, 9, 10, 12, 11], [0, 2, 0, 4, 4, -2, 0, 0, 4, 4]],
            Expected = [[7, 6, 10, 12, 0, 0, 0, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        Dim regions = Regions.Count(layer);
        int height = layer.Positive("pooled_h"), width = layer.Positive("pooled_w");
        return new CompiledLayer(
            new Op.ROIPooling(height, width, Regions.Scale(layer)), ValueShape.Of(regions, layer.Bottom[1], height, width));
    }

    // All different: maxima have a derivative.
    private static EquatableArray<float> Features(int count) => [.. Enumerable.Range(0, count).Select(i => (i * 101 % count + 1) / 8f)];
}
