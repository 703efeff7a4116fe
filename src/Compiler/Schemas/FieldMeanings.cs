namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// What a field that is not known may mean: the field that another framework, an older format, or a fork calls so, else the one whose name
/// is nearest.
/// </summary>
internal static class FieldMeanings
{
    // Names of one thing; the first of them that a message has is suggested for the others.
    private static readonly string[][] Synonyms =
    [
        ["kernel_size", "kernelsize", "kernel", "ksize", "filter_size", "window", "window_size", "pool_size"],
        ["num_output", "num_outputs", "num_filter", "num_filters", "num_channels", "out_channels", "units"],
        ["pad", "padding", "pad_size"],
        ["stride", "strides", "step"],
        ["dilation", "hole", "hole_size", "dilate", "dilations", "rate", "dilation_size"],
        ["group", "groups", "num_group"],
        ["bias_term", "biasterm", "bias", "use_bias"],
        ["pool", "pool_method", "pooling_type", "pool_type"],
        ["eps", "epsilon"],
        ["moving_average_fraction", "momentum"],
        ["negative_slope", "slope", "leak", "alpha"],
        ["dropout_ratio", "ratio", "rate", "prob", "drop_ratio"],
        ["axis", "dim", "concat_dim", "slice_dim"],
        ["slice_point", "split_point", "slice_points"],
        ["operation", "op", "eltwise_op"],
        ["coeff", "coeffs", "coefficient"],
        ["shape", "dims", "new_shape"],
        ["local_size", "size", "n"],
        ["param", "params"],
        ["bottom", "bottoms", "input", "inputs"],
        ["top", "tops", "output", "outputs"],
    ];

    /// <summary>Such as <c>; did you mean 'kernel_size'?</c>; empty if nothing is near.</summary>
    /// <param name="field">The field.</param>
    /// <param name="schema">The message that does not have it.</param>
    public static string Suggestion(string field, MessageSchema schema)
    {
        foreach (string[] names in Synonyms)
        {
            if (names.Contains(field, StringComparer.OrdinalIgnoreCase) && schema.TryGet(names[0], out _))
                return $"; did you mean '{names[0]}'?";
        }
        return NearestNames.Suggestion(field, schema.FieldNames);
    }
}
