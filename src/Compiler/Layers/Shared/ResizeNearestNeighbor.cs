using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using CaffeSharpGen.Resampling;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// TensorFlow's resizing as converted networks have it (foss-for-synopsys-dwc-arc-processors/synopsys-caffe,
/// resize_nearest_neighbor_layer.cpp). <c>data_format</c> is NHWC unless it is given, as there.
/// </summary>
public sealed class ResizeNearestNeighbor : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Planes of another size as in TensorFlow: the nearest element.";

    /// <inheritdoc/>
    public override string ParameterField => "resize_nearest_neighbor_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = TensorFlowResizing.Fields("ResizeNearestNeighborParameter").Bool("half_pixel_onnx");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("resize_nearest_neighbor_param { output_height: 2 output_width: 4 data_format: 'NCHW' }", [1, 1, 1, 2])
        {
            InputValues = [[1, 3]],
            Expected = [[1, 1, 3, 3, 1, 1, 3, 3]],
        },
        new("resize_nearest_neighbor_param { scale_height: 2 scale_width: 2 data_format: 'NCHW' }", [2, 19, 3, 4]),
        new("resize_nearest_neighbor_param { align_corners: true output_height: 5 output_width: 7 data_format: 'NCHW' }", [1, 16, 3, 4]),
        new("resize_nearest_neighbor_param { half_pixel_centers: 1 output_height: 7 output_width: 3 data_format: 'NCHW' }", [2, 3, 4, 5]),
        new("resize_nearest_neighbor_param { half_pixel_onnx: true output_height: 6 output_width: 1 data_format: 'NCHW' }", [1, 18, 4, 5]),
        new("resize_nearest_neighbor_param { output_height: 4 output_width: 6 }", [2, 3, 4, 5]),
        new("resize_nearest_neighbor_param { scale_height: 1.5 output_width: 2 }", [1, 3, 4, 19]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        string? flag = TensorFlowResizing.OneOf(layer, "align_corners", "half_pixel_centers", "half_pixel_onnx");
        ResizeRule rule = flag switch
        {
            "align_corners" => ResizeRule.NearestCorners,
            "half_pixel_centers" => ResizeRule.NearestHalf,
            "half_pixel_onnx" => ResizeRule.NearestHalfDown,
            _ => ResizeRule.Nearest,
        };
        (int axis, ValueShape top) = TensorFlowResizing.Top(layer);
        return new CompiledLayer(new Op.Resize(rule, axis), top);
    }
}
