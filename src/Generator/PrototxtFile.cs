using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CaffeSharpGen.Generator;

/// <summary>A prototxt and what its item in the project says of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What is in it; null if it cannot be read, which the C# compiler has reported.</param>
/// <param name="Settings">The item's metadata.</param>
internal sealed record PrototxtFile(string Path, string? Text, FileSettings Settings)
{
    /// <summary>Whether an additional file is a prototxt.</summary>
    public static bool Is(AdditionalText file) => file.Path.EndsWith(".prototxt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads text and metadata.</summary>
    public static PrototxtFile Read((AdditionalText File, AnalyzerConfigOptionsProvider Options) source, CancellationToken cancel)
    {
        string? text = source.File.GetText(cancel)?.ToString();
        return new PrototxtFile(source.File.Path, text, FileSettings.Of(source.File, source.Options));
    }

    /// <summary>Each file once. A project may name one by a pattern and by itself; both items then have the metadata of both.</summary>
    public static IEnumerable<PrototxtFile> Different(ImmutableArray<PrototxtFile> files, CancellationToken cancel)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        return files.Where(file => paths.Add(file.Path));
    }
}
