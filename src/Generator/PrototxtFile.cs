using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CaffeSharpGen.Generator;

/// <summary>A prototxt and what its item in the project says of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Settings">The item's metadata.</param>
internal sealed record PrototxtFile(string Path, string Text, FileSettings Settings)
{
    /// <summary>Whether an additional file is a prototxt.</summary>
    public static bool Is(AdditionalText file) => file.Path.EndsWith(".prototxt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads text and metadata.</summary>
    public static PrototxtFile Read((AdditionalText File, AnalyzerConfigOptionsProvider Options) source, CancellationToken cancel)
    {
        string text = source.File.GetText(cancel)?.ToString() ?? "";
        return new PrototxtFile(source.File.Path, text, FileSettings.Of(source.File, source.Options));
    }

    /// <summary>Each file once: a project may name one twice, by a pattern and by itself, and both items then have the metadata of both.</summary>
    public static IEnumerable<PrototxtFile> Different(ImmutableArray<PrototxtFile> files, CancellationToken cancel)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        return files.Where(file => paths.Add(file.Path));
    }
}

/// <summary>The metadata of an item, as written; empty where it was not given.</summary>
internal sealed record FileSettings(
    string Path, string ClassName, string Namespace, string InputShape, string KeepLoss, string Level, string Stages, string IgnoreFields)
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
            Given("CaffeIgnoreFields"));
    }

    /// <summary>The stages, one by one.</summary>
    public EquatableArray<string> StageNames() => Names(Stages);

    /// <summary>The fields to ignore, one by one.</summary>
    public EquatableArray<string> IgnoredFieldNames() => Names(IgnoreFields);

    private static EquatableArray<string> Names(string list) => [.. list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)];
}
