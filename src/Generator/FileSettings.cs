using System.Globalization;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Generator.Emission;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CaffeSharpGen.Generator;

/// <summary>The metadata of an item, as written; empty where it was not given.</summary>
internal sealed record FileSettings(
    string Path, string ClassName, string Namespace, string InputShape, string KeepLoss, string Level, string Stages, string IgnoreFields,
    string Dialect, string AlignCrop, string CustomLayers, string OtherShapes)
{
    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <summary>The file's name without folder and extension.</summary>
    public string FileName => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static FileSettings Of(AdditionalText file, AnalyzerConfigOptionsProvider options)
    {
        AnalyzerConfigOptions item = options.GetOptions(file);
        string Given(string name) => item.TryGetValue(Metadata + name, out string? value) ? value.Trim() : "";
        string @namespace = Given("CaffeNamespace");
        if (@namespace.Length == 0 && options.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? root))
            @namespace = CSharpNames.NamespaceFor(root);
        return new FileSettings(
            file.Path, Given("CaffeClassName"), @namespace.Length > 0 ? @namespace : "CaffeSharpGen.Networks",
            Given("CaffeInputShape"), Given("CaffeKeepLoss"), Given("CaffeLevel"), Given("CaffeStages"),
            Given("CaffeIgnoreFields"), Given("CaffeDialect"), Given("CaffeAlignCrop"), Given("CaffeCustomLayers"),
            Given("CaffeOtherShapes"));
    }

    /// <summary>The fields to ignore, one by one.</summary>
    public EquatableArray<string> IgnoredFieldNames() => Names(IgnoreFields);

    /// <summary>What the metadata say of the network; of what <see cref="MetadataCheck"/> finds wrong in them, nothing.</summary>
    public NetOptions ToNetOptions() => ToNetOptions(InputShape);

    /// <summary>The same for other shapes of its inputs.</summary>
    public NetOptions ToNetOptions(string inputShape)
    {
        GivenShapes shapes = GivenShapes.Parse(inputShape) ?? new GivenShapes([], []);
        return new NetOptions(
            KeepLoss: bool.TryParse(KeepLoss, out bool keepsLoss) && keepsLoss,
            Level: IsLevel(Level, out int level) ? level : 0,
            Stages: Names(Stages),
            InputShape: shapes.Unnamed,
            InputShapes: shapes.Named,
            IgnoredFields: IgnoredFieldNames(),
            Dialect: Dialects.TryParse(Dialect, out Dialect chosen) ? chosen : null,
            CustomLayers: CustomLayerType.Parse(CustomLayers) ?? [],
            AlignCrop: bool.TryParse(AlignCrop, out bool aligns) && aligns,
            LossValues: AreLossValues(KeepLoss));
    }

    /// <summary>Whether a text says that losses are values, with labels as inputs.</summary>
    public static bool AreLossValues(string keepLoss) => keepLoss.Equals("values", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text is a level, an integer.</summary>
    public static bool IsLevel(string text, out int level) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out level);

    /// <summary>Names the class: the metadata CaffeClassName, else the network's name, else the file's, as an identifier.</summary>
    /// <param name="network">The network's name; empty if it has none.</param>
    public ClassName NameClass(string network)
    {
        string name = ClassName.Length > 0 ? ClassName : Identifiers.Of(network);
        return new ClassName(Namespace, name == "_" ? Identifiers.Of(FileName) : name, FileName, Path);
    }

    private static EquatableArray<string> Names(string list) => [.. list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)];
}
