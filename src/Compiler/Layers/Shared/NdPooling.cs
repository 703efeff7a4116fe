using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Pooling whose sizes are given as shapes, a number an axis (chuckcho/video-caffe, cudnn_ndpooling_layer.cpp). Sizes round up, and each
/// axis with padding drops a last window that would start beyond its size and pad.
/// </summary>
public sealed class NdPooling : LayerDefinition
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Shared;

    /// <inheritdoc/>
    public override string Summary => "Maximum or mean of windows over one or three axes, with kernel_shape, stride_shape and pad_shape.";

    /// <inheritdoc/>
    public override string ParameterField => "pooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("PoolingParameter")
        .Enum("pool", "MAX", "AVE", "STOCHASTIC").Bool("global_pooling")
        .Message("kernel_shape", NetSchema.BlobShape).Message("stride_shape", NetSchema.BlobShape).Message("pad_shape", NetSchema.BlobShape)
        .Enum("engine", "DEFAULT", "CAFFE", "CUDNN");

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("pooling_param { kernel_shape { dim: 1 dim: 2 dim: 2 } stride_shape { dim: 1 dim: 2 dim: 2 } }", [2, 3, 2, 5, 4]),
        new("pooling_param { pool: AVE kernel_shape { dim: 2 dim: 2 dim: 3 } stride_shape { dim: 2 dim: 2 dim: 1 } }", [1, 3, 4, 4, 5]),
        new("pooling_param { kernel_shape { dim: 2 dim: 2 dim: 2 } }", [1, 1, 3, 2, 2])
        {
            InputValues = [[12, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1]],
            Expected = [[12, 11]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        if (layer.Bottom.Rank is not (3 or 5))
            throw layer.Error($"its bottom is {layer.Bottom} ({layer.Bottom.Rank} axes); 3 or 5 are supported, and 4 by a Pooling");
        Op.PoolingMethod method = PoolingRule.Method(layer);
        bool isGlobal = layer.Parameter.Bool("global_pooling", false);
        AxisWindow[] windows = isGlobal ? [] : AxisWindow.Read(layer, layer.Bottom.Rank - 2);
        for (int axis = 0; axis < windows.Length && method == Op.PoolingMethod.Average; axis++)
        {
            // What cuDNN divides by, where a window reaches beyond the padding, is not what Caffe does.
            long room = layer.FixedLength(axis + 2) + 2L * windows[axis].Pad - windows[axis].Kernel;
            if (room % windows[axis].Stride != 0)
            {
                throw layer.Error(
                    $"its windows do not end where its bottom {layer.Bottom} with its padding does, along axis {axis + 2}; means of such "
                    + "windows are not supported",
                    "kernel_shape");
            }
        }
        return PoolingRule.Axes(layer, method, roundsDown: false);
    }
}
