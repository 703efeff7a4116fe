namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Checks a tree against the fields that are known.</summary>
public static class SchemaCheck
{
    /// <summary>Finds values of the wrong kind, fields given too often, and fields that nobody knows.</summary>
    public static EquatableArray<Problem> Check(MessageNode message, MessageSchema schema)
    {
        var problems = new ProblemList();
        Check(message, schema, layer: "", problems);
        return problems.ToImmutable();
    }

    // Messages name the layer, as those of later stages do.
    private static void Check(MessageNode message, MessageSchema schema, string layer, ProblemList problems)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (FieldNode field in message.Fields)
        {
            if (problems.IsFull)
                return;
            if (!schema.TryGet(field.Name, out FieldSchema known))
            {
                if (problems.IsFullOfWarnings)
                    continue;
                problems.Add(new Problem(ProblemCodes.UnknownField, Severity.Warning, field.Id,
                    $"{layer}{schema.Name} has no field '{Excerpt.Of(field.Name)}'; it is ignored{Suggestion.For(field.Name, schema.FieldNames)}"));
                continue;
            }
            if (!seen.Add(field.Name) && !known.Repeated)
                problems.Add(new Problem(ProblemCodes.RepeatedField, Severity.Error, field.Id, $"{layer}'{field.Name}' stands more than once in this {schema.Name}; it can have one value only"));
            CheckValue(field, known, layer, problems);
        }
    }

    private static void CheckValue(FieldNode field, FieldSchema known, string layer, ProblemList problems)
    {
        if (field.Value is MessageNode inner)
        {
            if (known.Message is not null)
                Check(inner, known.Message, LayerOf(inner, known.Message) ?? layer, problems);
            else
                problems.Add(new Problem(ProblemCodes.WrongValue, Severity.Error, inner.Id, $"{layer}'{field.Name}' takes a value after ':', not a message between braces"));
        }
        else if (field.Value is ScalarNode scalar && ScalarValue.Fault(scalar, known) is { } expected)
        {
            string found = scalar.Kind == ScalarKind.String ? $"\"{Excerpt.Of(scalar.Text)}\"" : Excerpt.Of(scalar.Text);
            problems.Add(new Problem(ProblemCodes.WrongValue, Severity.Error, scalar.Id, $"{layer}'{field.Name}' is {found}; expected {expected}"));
        }
    }

    private static string? LayerOf(MessageNode message, MessageSchema schema) =>
        NetSchema.IsLayer(schema) && message.Fields.FirstOrDefault(field => field.Name == "name")?.Value is ScalarNode { Kind: ScalarKind.String } name
            ? $"layer '{name.Text}': "
            : null;
}
