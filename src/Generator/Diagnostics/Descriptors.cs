using CaffeSharpGen.Compiler.Problems;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Diagnostics;

/// <summary>
/// What the generator reports, one descriptor an id. The compiler writes the messages; a descriptor says what they have in common.
/// <c>docs/diagnostics.md</c> explains each id; <c>AnalyzerReleases.*.md</c> records the release that brings it.
/// </summary>
public static class Descriptors
{
    private const string Category = "CaffeSharpGen";

    // The whole message is written where the problem is found.
    private const string Message = "{0}";

    /// <summary>The text is not a prototxt.</summary>
    public static readonly DiagnosticDescriptor Syntax = new(
        ProblemCodes.Syntax, "The text is not a prototxt", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.Syntax));

    /// <summary>A field has a value of the wrong kind or out of range.</summary>
    public static readonly DiagnosticDescriptor WrongValue = new(
        ProblemCodes.WrongValue, "A field has a value of the wrong kind or out of range", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.WrongValue));

    /// <summary>A field is not understood.</summary>
    public static readonly DiagnosticDescriptor UnknownField = new(
        ProblemCodes.UnknownField, "A field is not understood", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.UnknownField));

    /// <summary>A field that may stand once stands twice.</summary>
    public static readonly DiagnosticDescriptor RepeatedField = new(
        ProblemCodes.RepeatedField, "A field that may stand once stands twice", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.RepeatedField));

    /// <summary>A legacy form cannot be upgraded.</summary>
    public static readonly DiagnosticDescriptor Legacy = new(
        ProblemCodes.Legacy, "A legacy form cannot be upgraded", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.Legacy));

    /// <summary>
    /// The shape of an input is not known. A shape that is guessed is reported as information, and what a data layer does to pixels.
    /// </summary>
    public static readonly DiagnosticDescriptor InputShape = new(
        ProblemCodes.InputShape, "The shape of an input is not known", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.InputShape));

    /// <summary>A layer is wrong in itself or does not fit its bottoms.</summary>
    public static readonly DiagnosticDescriptor Layer = new(
        ProblemCodes.Layer, "A layer is wrong in itself or does not fit its bottoms", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.Layer));

    /// <summary>A layer type is not known.</summary>
    public static readonly DiagnosticDescriptor UnknownLayerType = new(
        ProblemCodes.UnknownLayerType, "A layer type is not known", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.UnknownLayerType));

    /// <summary>No earlier layer computes a bottom.</summary>
    public static readonly DiagnosticDescriptor UnknownBottom = new(
        ProblemCodes.UnknownBottom, "No earlier layer computes a bottom", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.UnknownBottom));

    /// <summary>Two layers have the same top.</summary>
    public static readonly DiagnosticDescriptor DuplicateTop = new(
        ProblemCodes.DuplicateTop, "Two layers have the same top", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.DuplicateTop));

    /// <summary>Several dialects have a layer's type.</summary>
    public static readonly DiagnosticDescriptor SeveralDialects = new(
        ProblemCodes.SeveralDialects, "Several dialects have a layer's type", Message, Category,
        DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.SeveralDialects));

    /// <summary>A Crop without an offset does not align its bottoms.</summary>
    public static readonly DiagnosticDescriptor UnalignedCrop = new(
        ProblemCodes.UnalignedCrop, "A Crop without an offset does not align its bottoms", Message, Category,
        DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.UnalignedCrop));

    /// <summary>Metadata of a prototxt is wrong. What has no effect is reported as a warning.</summary>
    public static readonly DiagnosticDescriptor Metadata = new(
        ProblemCodes.Metadata, "Metadata of a prototxt is wrong", Message, Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.Metadata));

    /// <summary>A layer's member has another name than its layer.</summary>
    public static readonly DiagnosticDescriptor Renamed = new(
        ProblemCodes.Renamed, "A layer's member has another name than its layer", Message, Category,
        DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: HelpLink.Of(ProblemCodes.Renamed));

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = new DiagnosticDescriptor[]
    {
        Syntax, WrongValue, UnknownField, RepeatedField, Legacy, InputShape,
        Layer, UnknownLayerType, UnknownBottom, DuplicateTop, SeveralDialects,
        UnalignedCrop, Metadata, Renamed,
    }.ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);

    /// <summary>The descriptors of all ids.</summary>
    public static IReadOnlyCollection<DiagnosticDescriptor> All => ById.Values;

    /// <summary>The descriptor of one of <see cref="ProblemCodes"/>.</summary>
    public static DiagnosticDescriptor Of(string code) => ById[code];
}
