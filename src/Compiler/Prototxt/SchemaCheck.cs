using System.Collections.Immutable;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Checks a tree against the fields that are known.</summary>
public static class SchemaCheck
{
    /// <summary>Finds values of the wrong kind, fields given too often, and fields that nobody knows.</summary>
    public static EquatableArray<Problem> Check(MessageNode message, MessageSchema schema)
    {
        ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
        Check(message, schema, problems);
        return problems.ToImmutable();
    }

    private static void Check(MessageNode message, MessageSchema schema, ImmutableArray<Problem>.Builder problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FieldNode field in message.Fields)
        {
            if (!schema.TryGet(field.Name, out FieldSchema known))
            {
                problems.Add(new Problem(ProblemCodes.UnknownField, Severity.Warning, field.Id,
                    $"{schema.Name} has no field '{field.Name}'; it is ignored{Suggestion.For(field.Name, schema.FieldNames)}"));
                continue;
            }
            if (!seen.Add(field.Name) && !known.Repeated)
                problems.Add(new Problem(ProblemCodes.RepeatedField, Severity.Error, field.Id, $"'{field.Name}' stands more than once in this {schema.Name}; it can have one value only"));
            CheckValue(field, known, problems);
        }
    }

    private static void CheckValue(FieldNode field, FieldSchema known, ImmutableArray<Problem>.Builder problems)
    {
        if (field.Value is MessageNode inner)
        {
            if (known.Message is not null)
                Check(inner, known.Message, problems);
            else
                problems.Add(new Problem(ProblemCodes.WrongValue, Severity.Error, inner.Id, $"'{field.Name}' takes a value after ':', not a message between braces"));
        }
        else if (field.Value is ScalarNode scalar && ScalarValue.Fault(scalar, known) is { } expected)
        {
            string found = scalar.Kind == ScalarKind.String ? $"\"{scalar.Text}\"" : scalar.Text;
            problems.Add(new Problem(ProblemCodes.WrongValue, Severity.Error, scalar.Id, $"'{field.Name}' is {found}; expected {expected}"));
        }
    }
}
