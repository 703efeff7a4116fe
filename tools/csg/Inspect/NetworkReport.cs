using System.Text.Json.Serialization;
using CaffeSharpGen.Compiler.Passes;
using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>What is known of a network without running it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Its inputs, with their shapes.</param>
/// <param name="Outputs">What no layer reads, with their shapes.</param>
/// <param name="HasFreeBatch">Whether any number of images can run at once.</param>
/// <param name="DeclaredBatch">
/// The number of images that the prototxt declares, which N is in <c>lengths</c>; 1 where it is not free.
/// </param>
/// <param name="Layers">Its values: inputs, then what layers compute.</param>
/// <param name="Groups">Number of groups that layers run in.</param>
/// <param name="Parameters">Numbers of all weights.</param>
/// <param name="Macs">Multiply-adds for one image.</param>
/// <param name="Memory">Bytes, for one image.</param>
/// <param name="GradCamLayer">The layer that Grad-CAM looks at if none is named; null if no layer has a height and a width.</param>
/// <param name="Explained">What is explained: the last output, before its softmax.</param>
internal sealed record NetworkReport(
    string Name, IReadOnlyList<ValueReport> Inputs, IReadOnlyList<ValueReport> Outputs, bool HasFreeBatch, int DeclaredBatch,
    IReadOnlyList<LayerReport> Layers, int Groups, long Parameters, long Macs, MemoryBytes Memory, string? GradCamLayer, string Explained)
{
    /// <summary>Its name in <c>models/</c>, under which <c>csg explain</c> knows it; null if it is none of these.</summary>
    public string? KnownAs { get; init; }

    /// <summary>How weights fit; null if none were named.</summary>
    public WeightFit? Weights { get; init; }

    /// <summary>Where its boxes come from; null if it is no detector.</summary>
    public BoxReport? Boxes { get; init; }

    /// <summary>Warnings and information.</summary>
    public IReadOnlyList<DiagnosticJson> Diagnostics { get; init; } = [];

    /// <summary>The report of a prototxt.</summary>
    public static NetworkReport Of(CompiledPrototxt compiled)
    {
        NetworkDefinition network = compiled.Definition;
        LayerReport[] layers = LayerReport.Of(network, compiled.DeclaredBatch);
        var memory = MemoryReport.Of(network);
        ManifestEntry? known = KnownNetwork.Of(network);
        var detector = DetectorHead.Of(network);
        (string? gradCamLayer, string explained) = Choice(network, known, detector);
        return new NetworkReport(
            network.Name, [.. network.Inputs.Select(Value)], [.. network.Outputs.Select(Value)], network.HasFreeBatch,
            compiled.DeclaredBatch, layers, network.Groups.Length, layers.Sum(layer => layer.Parameters), layers.Sum(layer => layer.Macs),
            new MemoryBytes(memory.Weights, memory.Arena, memory.AllActivations),
            gradCamLayer, explained)
        {
            KnownAs = known?.Name,
            Boxes = detector is null ? null : new BoxReport(
                network.Values[detector.Rows].Name, network.Values[detector.Scores].Name,
                [.. detector.FeatureMaps.Select(map => network.Values[map].Name)]),
            Diagnostics = [.. compiled.Notes.Select(DiagnosticJson.Of)],
        };

        ValueReport Value(int index) => ValueReport.Of(network.Values[index], compiled.DeclaredBatch);
    }

    private static (string? Layer, string Explained) Choice(NetworkDefinition network, ManifestEntry? known, DetectorHead? detector)
    {
        if (known is not null)
            return (known.GradCamLayer.Length > 0 ? known.GradCamLayer : null, known.LogitsLayer);
        if (detector is not null)
            return (null, network.Values[detector.Scores].Name);
        int explained = Inspect.GradCamLayer.Explained(network);
        string? layer = Inspect.GradCamLayer.Of(network, explained) is { } index ? network.Values[index].Name : null;
        return (layer, network.Values[explained].Name);
    }
}

/// <summary>Where the boxes of a detector come from.</summary>
/// <param name="Layer">The value with a row for each box.</param>
/// <param name="Scores">The value whose elements explain boxes.</param>
/// <param name="FeatureMaps">What the heads read: of each box, one of these is what Grad-CAM looks at.</param>
internal sealed record BoxReport(string Layer, string Scores, IReadOnlyList<string> FeatureMaps);

/// <summary>An input or an output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Caffe's type of the layer.</param>
/// <param name="Shape">Its shape; N is the number of images.</param>
/// <param name="Lengths">The lengths of its axes for the declared number of images.</param>
internal sealed record ValueReport(string Name, string Type, string Shape, IReadOnlyList<long> Lengths)
{
    /// <summary>The report of a value.</summary>
    public static ValueReport Of(ValueDefinition value, int declaredBatch) =>
        new(value.Name, value.LayerType, value.Shape.ToString(), LengthsOf(value, declaredBatch));

    /// <summary>The lengths of a value's axes.</summary>
    public static IReadOnlyList<long> LengthsOf(ValueDefinition value, int declaredBatch) =>
        [.. value.Shape.Axes.Select(length => length.For(declaredBatch))];
}

/// <summary>What a network takes.</summary>
/// <param name="Weights">Its weights.</param>
/// <param name="Activations">What layers compute, sharing memory.</param>
/// <param name="ActivationsUnshared">The same if each value had memory of its own.</param>
internal sealed record MemoryBytes(long Weights, long Activations, long ActivationsUnshared);

[JsonSerializable(typeof(NetworkReport))]
internal sealed partial class InspectJson : JsonSerializerContext
{
    /// <summary>Written as all reports are.</summary>
    public static InspectJson Context { get; } = new(ToolJson.Style);
}
