using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>What a user decides about a network that its prototxt leaves open.</summary>
/// <param name="KeepLoss">Whether losses become predictions (SoftmaxWithLoss becomes Softmax) instead of being dropped.</param>
/// <param name="Level">Level of the net's state, for include and exclude rules.</param>
/// <param name="Stages">Stages of the net's state, for include and exclude rules.</param>
/// <param name="InputShape">
/// Shape instead of a declared one: of the only input, or of the only one with as many axes; empty to keep what is declared.
/// </param>
/// <param name="InputShapes">Shapes instead of the declared ones, by the inputs' names.</param>
/// <param name="IgnoredFields">Names of fields that are ignored where they are not understood.</param>
/// <param name="Dialect">Whose layer types are meant where several dialects have one of a name; null to go by the fields.</param>
/// <param name="CustomLayers">Layer types that the user computes himself.</param>
/// <param name="AlignCrop">
/// Whether a Crop without an offset aligns its bottoms, as in the forks before BVLC's Crop, instead of cropping at 0.
/// </param>
/// <param name="LossValues">
/// Whether losses and accuracies compute what they do in Caffe, from labels that are inputs, instead of what <paramref name="KeepLoss"/>
/// says.
/// </param>
public sealed record NetOptions(
    bool KeepLoss = false, int Level = 0, EquatableArray<string> Stages = default, EquatableArray<int> InputShape = default,
    EquatableArray<NamedShape> InputShapes = default, EquatableArray<string> IgnoredFields = default,
    Dialect? Dialect = null, EquatableArray<CustomLayerType> CustomLayers = default,
    bool AlignCrop = false, bool LossValues = false)
{
    /// <summary>How messages call these settings; defaults to metadata of the item in the project.</summary>
    public SettingNames SettingNames { get; init; } = SettingNames.Metadata;

    /// <summary>Whether a text can be one of <see cref="IgnoredFields"/>.</summary>
    public static bool IsFieldName(string text) =>
        text.Length > 0 && !char.IsDigit(text[0]) && text.All(c => c == '_' || char.IsLetterOrDigit(c));
}

/// <summary>The shape of one input.</summary>
/// <param name="Input">The blob's name.</param>
/// <param name="Lengths">Lengths of its axes.</param>
public sealed record NamedShape(string Input, EquatableArray<int> Lengths);
