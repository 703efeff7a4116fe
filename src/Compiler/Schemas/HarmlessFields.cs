namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Fields that change nothing that a network computes, wherever they stand: which library runs a layer, how fast weights learn, what
/// training prints. Where Caffe's own messages lack them, forks or older formats have them there.
/// </summary>
internal static class HarmlessFields
{
    /// <summary>Which library runs a layer. Every fork has engines of its own, such as <c>MKL2017</c>.</summary>
    public const string Engine = "engine";

    private static readonly HashSet<string> Names = new(
        [Engine, "lr_mult", "decay_mult", "blobs_lr", "weight_decay", "debug_info", "force_backward", "propagate_down"],
        StringComparer.Ordinal);

    /// <summary>
    /// Whether a field is one of them. Fillers are, unless a fork switches something on by one (<see cref="ForkFields"/>).
    /// </summary>
    public static bool Contains(string field) =>
        Names.Contains(field) || (field.EndsWith("filler", StringComparison.Ordinal) && ForkFields.Effect(field) is null);
}
