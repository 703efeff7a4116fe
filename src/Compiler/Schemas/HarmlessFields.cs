namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Fields that change nothing that a network computes, wherever they stand: which library runs a layer, how fast weights learn, what
/// training prints. Where Caffe's own messages lack them, forks or older formats have them there. In what precision NVIDIA's fork computes
/// (<c>forward_type</c> and its like) changes results by rounding alone; <see cref="HalfPrecision"/> says so.
/// </summary>
internal static class HarmlessFields
{
    /// <summary>Which library runs a layer. Every fork has engines of its own, such as <c>MKL2017</c>.</summary>
    public const string Engine = "engine";

    private static readonly HashSet<string> Names = new(
        [
            Engine, "lr_mult", "decay_mult", "blobs_lr", "weight_decay", "debug_info", "force_backward", "propagate_down",
            // NVIDIA's fork: precision, which of cuDNN's algorithms, how gradients are scaled and gathered, a seed of training.
            "default_forward_type", "default_backward_type", "default_forward_math", "default_backward_math",
            "forward_type", "backward_type", "forward_math", "backward_math", "global_grad_scale", "global_grad_scale_adaptive",
            "default_conv_algos_override", "conv_algos_override", "default_cudnn_math_override", "cudnn_math_override",
            "cudnn_convolution_algo_seeker", "reduce_buckets", "eltwise_mem_sharing", "random_seed", "debug",
            // Synopsys' fork: which weights training holds, and whether shapes are computed each time.
            "weight_fixed", "dis_mode", "gen_mode", "reshape_every_iter",
        ],
        StringComparer.Ordinal);

    /// <summary>
    /// Whether a field is one of them. Fillers are, unless a fork switches something on by one (<see cref="ForkFields"/>).
    /// </summary>
    public static bool Contains(string field) =>
        Names.Contains(field) || (field.EndsWith("filler", StringComparison.Ordinal) && ForkFields.Effect(field) is null);
}
