using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Dynamic;

/// <summary>
/// How a prototxt is compiled: what the metadata of an <c>AdditionalFiles</c> item says for a network that is compiled into the program.
/// </summary>
public sealed record PrototxtOptions
{
    private static readonly SettingNames PropertyNames = new(
        SettingSyntax.CSharp, Property(nameof(InputShape)), Property(nameof(IgnoreFields)), Property(nameof(Stages)),
        Property(nameof(Level)), Property(nameof(KeepLoss)), Property(nameof(Dialect)), Property(nameof(AlignCrop)),
        Property(nameof(CustomLayers)));

    /// <summary>
    /// Shapes of inputs that replace those of the file (<c>CaffeInputShape</c>): lengths, such as <c>1,3,224,224</c>, or those of several
    /// inputs by their names, such as <c>data: 1,3,224,224, label: 1,1</c>. Empty for the file's own.
    /// </summary>
    public string InputShape { get; init; } = "";

    /// <summary>Fields to ignore although it is not known what they change (<c>CaffeIgnoreFields</c>).</summary>
    public IReadOnlyList<string> IgnoreFields { get; init; } = [];

    /// <summary>Stages that phase rules see (<c>CaffeStages</c>).</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The level that phase rules see (<c>CaffeLevel</c>).</summary>
    public int Level { get; init; }

    /// <summary>
    /// Whether losses become predictions (<c>CaffeKeepLoss="true"</c>): SoftmaxWithLoss a Softmax, SigmoidCrossEntropyLoss a Sigmoid. An
    /// Accuracy whose label is an input of the prototxt's own stays. Otherwise all of them are dropped.
    /// </summary>
    public bool KeepLoss { get; init; }

    /// <summary>
    /// Whether losses and accuracies are values as in Caffe (<c>CaffeKeepLoss="values"</c>): numbers of the whole batch, which is the one
    /// that the prototxt declares, computed from labels that are inputs.
    /// </summary>
    public bool LossValues { get; init; }

    /// <summary>
    /// The dialect whose layer types are meant where several have one of a name (<c>CaffeDialect</c>), such as <c>Bvlc</c>; empty for the
    /// first whose fields fit the layer.
    /// </summary>
    public string Dialect { get; init; } = "";

    /// <summary>
    /// Whether a Crop without an offset aligns its bottoms (<c>CaffeAlignCrop</c>), as the forks do in which HED and FCN were trained.
    /// BVLC's Caffe crops at 0.
    /// </summary>
    public bool AlignCrop { get; init; }

    /// <summary>
    /// Layer types that CaffeSharpGen does not have, or that are to be computed otherwise, with the shapes of their tops
    /// (<c>CaffeCustomLayers</c>), such as <c>rpn.proposal_layer.ProposalLayer=1x5; MyType=same</c>. Code for them is given when the
    /// network is loaded (<see cref="LoadOptions.CustomLayers"/>). Empty for none.
    /// </summary>
    public string CustomLayers { get; init; } = "";

    /// <summary>
    /// How messages call these settings; defaults to properties of this record, such as <c>PrototxtOptions.IgnoreFields</c>. A program
    /// whose user gives them on its command line passes <see cref="SettingNames.CommandLine"/>, or names of its own.
    /// </summary>
    public SettingNames SettingNames { get; init; } = PropertyNames;

    internal NetOptions ToNetOptions()
    {
        GivenShapes shapes = GivenShapes.Parse(InputShape)
            ?? throw new ArgumentException(
                $"{SettingNames.InputShape} is '{InputShape}'; expected the axes' lengths, such as 1,3,224,224, "
                + "or those of several inputs by their names, such as data: 1,3,224,224, label: 1,1");
        if (IgnoreFields.FirstOrDefault(name => !NetOptions.IsFieldName(name)) is { } wrong)
            throw new ArgumentException($"{SettingNames.IgnoreFields} has '{wrong}'; expected names of fields, such as ceil_mode");
        Dialect? dialect = Dialect.Length == 0 ? null
            : Dialects.TryParse(Dialect, out Dialect chosen) ? chosen
            : throw new ArgumentException($"{SettingNames.Dialect} is '{Dialect}'; expected {Dialects.Expected(Dialect)}");
        EquatableArray<CustomLayerType> custom = CustomLayerType.Parse(CustomLayers)
            ?? throw new ArgumentException($"{SettingNames.CustomLayers} is '{CustomLayers}'; expected {CustomLayerType.Expected}");
        return new NetOptions(KeepLoss, Level, [.. Stages], shapes.Unnamed, shapes.Named, [.. IgnoreFields], dialect, custom)
        {
            AlignCrop = AlignCrop,
            LossValues = LossValues,
            SettingNames = SettingNames,
        };
    }

    private static string Property(string name) => $"{nameof(PrototxtOptions)}.{name}";
}
