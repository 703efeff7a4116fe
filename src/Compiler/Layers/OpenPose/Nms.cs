using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Compiler.Layers.OpenPose;

/// <summary>
/// OpenPose's search for peaks (CMU-Perceptual-Computing-Lab/caffe_rtpose, nms_layer.cpp and .cu; the values are those of the GPU, which
/// alone fits the shape).
/// </summary>
public sealed class Nms : LayerDefinition
{
    private const int UsualPeaks = 20;
    private const int UsualParts = 15;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.OpenPose;

    /// <inheritdoc/>
    public override string Summary => "The peaks of the first planes: their number, then x, y and score of each.";

    /// <inheritdoc/>
    public override string ParameterField => "nms_param";

    /// <inheritdoc/>
    public override MessageSchema Parameter { get; } = new MessageSchema("NmsParameter")
        .Float("threshold").UInt("num_peak").UInt("max_peaks").UInt("num_parts");

    /// <inheritdoc/>
    public override bool HasGradient => false;

    /// <inheritdoc/>
    public override IEnumerable<LayerExample> Examples =>
    [
        new("nms_param { threshold: 0.05 max_peaks: 2 num_parts: 1 }", [1, 2, 3, 4])
        {
            // One peak, at (2, 1); its mean is of what is positive in rows 1 … 3 (the last is the first of the next plane) and columns
            // 1 … 3.
            InputValues =
            [[
                0.5f, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0,
                0, 4, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            ]],
            Expected = [[1, 0, 0, 11f / 8, 17f / 8, 2, 0, 0, 0]],
        },
        new("nms_param { threshold: 0.1 max_peaks: 1 num_parts: 2 }", [1, 2, 5, 5])
        {
            // Three peaks of which one is kept; then a plane without.
            InputValues =
            [[
                0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
                1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
            ]],
            Expected = [[3, 0, 0, 5f / 3, 5f / 3, 1, 0, 0, 0, 0, 0, 0]],
        },
    ];

    /// <inheritdoc/>
    public override CompiledLayer Compile(LayerContext layer)
    {
        layer.Require();
        layer.RequireRank(4, 4);
        int channels = layer.FixedLength(1);
        int peaks = layer.Parameter.Int("max_peaks", UsualPeaks), parts = layer.Parameter.Int("num_parts", UsualParts);
        if (peaks < 1)
            throw layer.Error($"max_peaks is {peaks}; it must be at least 1", "max_peaks");
        if (parts < 1 || parts > channels)
            throw layer.Error($"num_parts is {parts}; its bottom {layer.Bottom} has planes for 1 … {channels}", "num_parts");
        // The fork takes the second image from where the first one's parts end.
        if (parts != channels && layer.FixedLength(0) != 1)
        {
            throw layer.Error(
                $"num_parts {parts} of {channels} planes works for one image only; its bottom is {layer.Bottom}", "num_parts");
        }
        var top = ValueShape.Of(layer.Bottom[0], parts, peaks + 1L, 3);
        return new CompiledLayer(new Op.Nms(layer.Parameter.Float("threshold", 0.5f), peaks, parts), top);
    }
}
