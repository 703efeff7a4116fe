using System.Globalization;
using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>What scalars mean, by the kind of their field.</summary>
internal static class ScalarValue
{
    public static bool TryBool(ScalarNode scalar, out bool value)
    {
        value = scalar.Text is "1" or "true" or "True" or "t";
        return scalar.Kind != ScalarKind.String && (value || scalar.Text is "0" or "false" or "False" or "f");
    }

    public static bool TryLong(ScalarNode scalar, FieldKind kind, out long value)
    {
        value = 0;
        if (scalar.Kind != ScalarKind.Number || !NumberText.TryInteger(scalar.Text, out value))
            return false;
        return kind switch
        {
            FieldKind.Int => value is >= int.MinValue and <= int.MaxValue,
            // Caffe's are unsigned; what exceeds int cannot be a size, an axis or a count of anything.
            FieldKind.UInt => value is >= 0 and <= int.MaxValue,
            _ => true,
        };
    }

    public static bool TryFloat(ScalarNode scalar, out double value)
    {
        value = 0;
        return scalar.Kind != ScalarKind.String && NumberText.TryFloat(scalar.Text, out value);
    }

    public static bool TryEnum(ScalarNode scalar, FieldSchema field, out string member)
    {
        member = scalar.Text;
        if (scalar.Kind == ScalarKind.Number)
        {
            return NumberText.TryInteger(scalar.Text, out long number) && number is >= 0 and <= int.MaxValue
                && field.Members!.TryGetValue((int)number, out member!);
        }
        return scalar.Kind == ScalarKind.Identifier && field.Members!.Values.Contains(scalar.Text);
    }

    /// <summary>Whether a value fits a field, and if not what was expected.</summary>
    public static string? Fault(ScalarNode scalar, FieldSchema field)
    {
        bool fits = field.Kind switch
        {
            FieldKind.Int or FieldKind.UInt or FieldKind.Long => TryLong(scalar, field.Kind, out _),
            FieldKind.Float => TryFloat(scalar, out _),
            FieldKind.Bool => TryBool(scalar, out _),
            FieldKind.String => scalar.Kind == ScalarKind.String,
            FieldKind.Enum => TryEnum(scalar, field, out _),
            _ => false,
        };
        return fits ? null : Expected(field, scalar);
    }

    // The type of a layer may be given as the other format has it.
    private static string? TypeOfToday(FieldSchema field, ScalarNode scalar) =>
        field.Name == "type" ? LegacyLayerTypes.Find(scalar.Text)?.Today : null;

    private static string Meant(FieldSchema field, ScalarNode scalar) =>
        field.Name == "type" && scalar.Kind == ScalarKind.String && LegacyLayerTypes.Find(scalar.Text) is { } type
            ? $"; did you mean {type.Name}, without quotes, or the field 'layer' instead of 'layers'?"
            : NearestNames.Suggestion(scalar.Text, field.Members!.Values);

    private static string Expected(FieldSchema field, ScalarNode scalar) => field.Kind switch
    {
        FieldKind.Int or FieldKind.Long => "an integer",
        FieldKind.UInt => string.Format(CultureInfo.InvariantCulture, "an integer from 0 to {0}", int.MaxValue),
        FieldKind.Float => "a number",
        FieldKind.Bool => "true or false",
        FieldKind.String => $"text in quotes: \"{TypeOfToday(field, scalar) ?? Excerpt.Of(scalar.Text)}\"",
        FieldKind.Enum => $"one of {string.Join(", ", field.Members!.Values)}{Meant(field, scalar)}",
        _ => "a message: { … }",
    };
}
