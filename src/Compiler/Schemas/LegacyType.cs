using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Layer types of the second generation that are not known. They are members of an enum there: of a fork's member nothing but the name is
/// seen, and that it is a layer type.
/// </summary>
internal static class LegacyType
{
    /// <summary>The kind of such problems.</summary>
    public const string Kind = "V1 type";

    /// <summary>Whether a value that does not fit its field is the name of a type.</summary>
    public static bool IsUnknown(FieldSchema field, ScalarNode value) =>
        field is { Name: "type", Kind: FieldKind.Enum } && value.Kind == ScalarKind.Identifier;

    /// <summary>Says that a type is not known.</summary>
    /// <param name="type">The type.</param>
    /// <param name="field">The field, whose members are the types.</param>
    /// <param name="subject">The layer.</param>
    public static Problem Unknown(ScalarNode type, FieldSchema field, string subject)
    {
        string meant = NearestNames.Suggestion(type.Text, field.Members!.Values.Where(_ => type.Text.Length > 5));
        string wayOut = meant.Length > 0 ? "" : "; types of forks are known by their names in today's format: layer { type: \"…\" }";
        return new Problem(ProblemCodes.UnknownLayerType, Severity.Error, type.Id,
            $"{subject}'type' is {Excerpt.Of(type.Text)}, "
            + $"a layer type that Caffe's format of 'layers' does not have here{meant}{wayOut}");
    }
}
