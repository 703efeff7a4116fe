using CaffeSharpGen.Compiler.Drafts;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Generator;

/// <summary>A parsed prototxt with the positions that diagnostics need.</summary>
internal sealed class ParsedFile(PrototxtFile file, ParsedPrototxt parsed)
{
    // Few files have a value that something is said about.
    private readonly Lazy<LayerNames> names = new(() => new LayerNames(parsed.Root));

    public PrototxtFile File { get; } = file;

    public SpanTable Spans { get; } = parsed.Spans;

    /// <summary>All that the network depends on.</summary>
    public PrototxtTree Tree { get; } = file.Text is not { } text
        ? new(file.Settings, root: null, syntaxProblems: [])
        : new(file.Settings, parsed.Problems.Length == 0 ? parsed.Root : BrokenText.Read(text), parsed.Problems);

    /// <summary>Id of the node that names a value: its layer's name, or the blob's of inputs and where a layer has none.</summary>
    /// <param name="network">The network of this file.</param>
    /// <param name="value">The value's index.</param>
    public int NodeOf(NetworkDefinition network, int value) =>
        names.Value.NodeOf(network.Values[value].Name, isInput: value < network.InputCount);

    public static ParsedFile Parse(PrototxtFile file, CancellationToken cancel) =>
        new(file, PrototxtParser.Parse(file.Text ?? ""));
}
