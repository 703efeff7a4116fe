using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.OpenPose;

/// <summary>
/// OpenPose's cubic resizing (CMU-Perceptual-Computing-Lab/caffe_rtpose, imresize_layer.cpp and .cu; the values are those of the GPU, which
/// alone fits the shape). Images of a batch are one picture at several scales, each smaller by <c>scale_gap</c> and with a border that is
/// cut off; the top is their mean.
/// </summary>
public sealed class ImResize : LayerDefinition
{
    private const int UsualTarget = 368;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.OpenPose;

    /// <inheritdoc/>
    public override string Summary => "Planes of another size, cubic; several images, a picture at several scales, become their mean.";

    /// <inheritdoc/>
    public override string ParameterField => "imresize_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("ImResizeParameter")
        .UInt("target_spatial_width").UInt("target_spatial_height").Float("factor").Float("start_scale").Float("scale_gap");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("imresize_param { factor: 2 }", [1, 1, 1, 2])
        {
            InputValues = [[0, 16]],
            // Places −¼, ¼, ¾ and 1¼. At the first one the cubic runs on from 0, where it begins; at the last both later neighbors are 16.
            Expected = [[-0.25f, 3.25f, 12.75f, 17.125f, -0.25f, 3.25f, 12.75f, 17.125f]],
        },
        // The mean with an image of zeros.
        new("imresize_param { factor: 2 }", [2, 1, 1, 2])
        {
            InputValues = [[0, 16, 0, 0]],
            Expected = [[-0.125f, 1.625f, 6.375f, 8.5625f, -0.125f, 1.625f, 6.375f, 8.5625f]],
        },
        new("imresize_param { factor: 8 scale_gap: 0.3 start_scale: 1.0 }", [1, 19, 3, 4]),
        new("imresize_param { target_spatial_width: 9 target_spatial_height: 5 }", [1, 3, 4, 6]),
        new("imresize_param { factor: 3 start_scale: 1 scale_gap: 0.4 }", [2, 17, 5, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int images = layer.FixedLength(0), height = layer.FixedLength(2), width = layer.FixedLength(3);
        float factor = layer.Parameter.Float("factor", 0);
        float start = layer.Parameter.Float("start_scale", 1), gap = layer.Parameter.Float("scale_gap", 0.1f);
        (long topHeight, long topWidth) = factor == 0
            ? (layer.Parameter.Int("target_spatial_height", UsualTarget), layer.Parameter.Int("target_spatial_width", UsualTarget))
            : (Times(layer, height, factor), Times(layer, width, factor));
        ValueShape top = Resizing.Top(layer, topHeight, topWidth, field: "factor").With(0, 1);
        if (images == 1)
            return new CompiledLayer(Resized(layer, 0, height, width, start, gap), top);

        ValueShape image = layer.Bottom.With(0, 1);
        List<LayerOperation> operations = [new LayerOperation(new Op.Slice(Axis: 0), [.. Enumerable.Repeat(image, images)])];
        for (int n = 0; n < images; n++)
            operations.Add(new LayerOperation(Resized(layer, n, height, width, start, gap), [top]) { Inputs = [LayerValue.Output(0, n)] });
        operations.Add(new LayerOperation(new Op.Eltwise(Coefficients: [.. Enumerable.Repeat(1f / images, images)]), [top])
        {
            Inputs = [.. Enumerable.Range(1, images).Select(n => LayerValue.Output(n))],
        });
        return new CompiledLayer(operations);
    }

    // Caffe multiplies in single precision, and cuts.
    private static long Times(LayerContext layer, int length, float factor)
    {
        float product = length * factor;
        return product is >= 1 and <= int.MaxValue
            ? (long)product
            : throw layer.Error($"factor {factor} makes {product} of {length}", "factor");
    }

    private static Op.Resize Resized(LayerContext layer, int image, int height, int width, float start, float gap)
    {
        float share = 1 - start + image * gap;
        double top = Math.Floor((double)(height / 2 * share)), left = Math.Floor((double)(width / 2 * share));
        if (!(top >= 0 && left >= 0 && 2 * top < height && 2 * left < width))
        {
            throw layer.Error(
                $"start_scale {start} and scale_gap {gap} cut {top} rows and {left} columns off each side of image {image + 1}, "
                + $"which is {height}×{width}; something must be left, and nothing can be added",
                "scale_gap");
        }
        return new Op.Resize(
            ResizeRule.CubicHalf, CropTop: (int)top, CropLeft: (int)left, CropBottom: (int)top, CropRight: (int)left);
    }
}
