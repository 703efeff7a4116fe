using CaffeSharpGen.Compiler.Schemas;

namespace CaffeSharpGen.Compiler.Layers.Bvlc;

/// <summary>The maximum or the mean of windows.</summary>
public sealed class Pooling : LayerDefinition
{
    /// <inheritdoc/>
    public override string Summary =>
        "Maximum (a second top gets the positions) or mean of windows, or of the whole plane; sizes round up as in Caffe, or as forks say.";

    /// <inheritdoc/>
    public override string ParameterField => "pooling_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = PoolingRule.Parameter();

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [2, 3, 6, 8]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 }", [1, 2, 8, 7]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 pad: 1 }", [1, 2, 8, 9]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 3 }", [1, 2, 7, 7]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [1, 2, 6, 6]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }", [2, 2, 8, 8]),
        new("pooling_param { pool: AVE kernel_h: 2 kernel_w: 5 stride_h: 1 stride_w: 3 }", [1, 3, 5, 11]),
        new("pooling_param { pool: AVE global_pooling: true }", [2, 4, 5, 6]),
        new("pooling_param { pool: MAX global_pooling: true }", [1, 4, 3, 7]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 round_mode: FLOOR }", [1, 2, 8, 8]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 }", [2, 24, 7, 9]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 1 pad: 1 }", [2, 16, 5, 4]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [2, 40, 5, 6]),
        new("pooling_param { pool: MAX kernel_h: 2 kernel_w: 4 stride_h: 1 stride_w: 2 pad_h: 0 pad_w: 1 }", [1, 17, 4, 7]),
        new("pooling_param { pool: MAX kernel_size: 7 stride: 2 pad: 3 }", [2, 18, 9, 8]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_size: 3 stride: 1 pad: 1 }", [2, 24, 5, 6]),
        new("pooling_param { pool: MAX kernel_h: 3 kernel_w: 1 stride: 2 pad_h: 1 pad_w: 0 }", [1, 18, 6, 6]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE kernel_h: 3 kernel_w: 1 stride: 2 pad_h: 1 pad_w: 0 }", [2, 18, 6, 6]),
        new("pooling_param { pool: AVE kernel_h: 1 kernel_w: 3 stride: 3 pad_h: 0 pad_w: 2 ceil_mode: false }", [1, 3, 9, 7]),
        new("pooling_param { pool: AVE global_pooling: true }", [2, 40, 9, 7]),
        new("pooling_param { pool: MAX global_pooling: true }", [2, 19, 6, 7]),
        // Forks: means without padding, padding by side, SAME.
        new("pooling_param { pool: AVE_EXC_PAD kernel_size: 3 stride: 2 pad: 1 }", [2, 18, 8, 7]),
        new("pooling_param { pool: AVE_TF kernel_size: 3 stride: 1 pad_type: 1 }", [1, 18, 5, 6]),
        new("pooling_param { pool: AVE kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 1 pad_b: 2 }", [2, 18, 7, 8]),
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 0 pad_b: 1 ceil_mode: false }", [2, 18, 8, 7]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 pad_type: 1 }", [2, 18, 7, 6]) { Tops = 2, SmoothTops = 1 },
        new("pooling_param { pool: AVE_EXC_PAD kernel_size: 2 stride: 2 pad_type: 1 }", [1, 1, 3, 3])
        {
            InputValues = [[1, 2, 3, 4, 5, 6, 7, 8, 9]],
            Expected = [[3, 4.5f, 7.5f, 9]],
        },
        new("pooling_param { pool: AVE kernel_size: 2 stride: 2 avg_include_pad: false pad: 1 }", [1, 1, 2, 2])
        {
            InputValues = [[1, 2, 3, 4]],
            Expected = [[1, 2, 3, 4]],
        },
        new("pooling_param { pool: STOCHASTIC kernel_size: 2 stride: 2 }", [1, 1, 2, 5])
        {
            InputValues = [[1, 2, 0, 0, 7, 3, 4, 0, -1, 2]],
            Expected = [[3, 0, 53 / 9f]],
        },
        // One axis, and three.
        new("pooling_param { pool: MAX kernel_size: 3 stride: 2 pad: 1 }", [2, 3, 8]),
        new("pooling_param { pool: AVE kernel_size: 2 kernel_size: 3 kernel_size: 1 stride: 2 }", [2, 3, 4, 7, 5]),
        new("pooling_param { pool: MAX kernel_size: 2 stride: 2 }", [1, 17, 3, 4, 6]),
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer) => PoolingRule.Compile(layer);
}
