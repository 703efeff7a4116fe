namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Fields that are known from forks of Caffe and change what a layer computes: an error says so, instead of offering another name.
/// </summary>
internal static class ForkFields
{
    private static readonly Dictionary<string, string> Effects = new(StringComparer.Ordinal)
    {
        ["relu6"] = "cuts off what exceeds 6",
        ["pad_l"] = "pads one side only",
        ["pad_r"] = "pads one side only",
        ["pad_t"] = "pads one side only",
        ["pad_b"] = "pads one side only",
        ["scale_bias"] = "adds a learned scale and shift",
        ["scale_filler"] = "adds a learned scale and shift",
        ["bias_filler"] = "adds a learned scale and shift",
        ["fuse_type"] = "runs another layer in this one",
        ["relu_param"] = "runs another layer in this one",
        ["ceil_mode"] = "changes how sizes are rounded",
        ["round_below"] = "changes how sizes are rounded",
        ["round_mode"] = "changes how sizes are rounded",
    };

    /// <summary>What the field does in a fork, such as <c>pads one side only</c>; null if that is not known.</summary>
    public static string? Effect(string field) => Effects.TryGetValue(field, out string? effect) ? effect : null;

    // Forks that fuse layers give one layer the parameter message of what they run behind it.
    private static readonly HashSet<string> Fusing = new(
        ["Convolution", "Deconvolution", "InnerProduct", "BatchNorm", "Scale", "Eltwise"], StringComparer.Ordinal);

    private static readonly HashSet<string> Fused = new(
        ["relu_param", "prelu_param", "elu_param", "batch_norm_param", "scale_param", "bias_param", "eltwise_param", "pooling_param"],
        StringComparer.Ordinal);

    /// <summary>Whether a fork may run the parameter message of another type in a layer, which BVLC's Caffe ignores.</summary>
    public static bool MayRun(string parameterField, string type) => Fusing.Contains(type) && Fused.Contains(parameterField);
}
