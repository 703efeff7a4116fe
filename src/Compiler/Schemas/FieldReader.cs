using CaffeSharpGen.Compiler.Prototxt;

namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>
/// Reads the fields of a message by name. Of a field that may stand once and is given several times the last value counts. What does not
/// fit its field reads as the default; <see cref="SchemaCheck"/> has reported it.
/// </summary>
public sealed class FieldReader(MessageNode message, MessageSchema schema)
{
    /// <summary>Whether the message can have the field; one that it cannot have may be given, and ignored.</summary>
    public bool Declares(string name) => schema.TryGet(name, out _);

    /// <summary>Whether the field is given.</summary>
    public bool Has(string name) => Last(name) is not null;

    /// <summary>Id of the node of a given field, of the message if it is not given.</summary>
    public int IdOf(string name) => Last(name)?.Id ?? message.Id;

    /// <summary>Reads an integer.</summary>
    public int Int(string name, int @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryLong(scalar, Known(name).Kind, out long value) ? (int)value : @default;

    /// <summary>Reads all values of integers.</summary>
    public IReadOnlyList<int> Ints(string name) =>
        Values(name, static (scalar, field) =>
            (ScalarValue.TryLong(scalar, field.Kind, out long value), (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, value))));

    /// <summary>Reads a number.</summary>
    public float Float(string name, float @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryFloat(scalar, out double value) ? (float)value : @default;

    /// <summary>Reads all values of numbers.</summary>
    public IReadOnlyList<float> Floats(string name) =>
        Values(name, static (scalar, _) => (ScalarValue.TryFloat(scalar, out double value), (float)value));

    /// <summary>Reads a truth value.</summary>
    public bool Bool(string name, bool @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryBool(scalar, out bool value) ? value : @default;

    /// <summary>Reads a text.</summary>
    public string String(string name, string @default) =>
        Last(name)?.Value is ScalarNode { Kind: ScalarKind.String } scalar ? scalar.Text : @default;

    /// <summary>Reads all values of texts.</summary>
    public IReadOnlyList<string> Strings(string name) =>
        Values(name, static (scalar, _) => (scalar.Kind == ScalarKind.String, scalar.Text));

    /// <summary>Reads a choice as its name, also where its number is given.</summary>
    public string Enum(string name, string @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryEnum(scalar, Known(name), out string member) ? member : @default;

    /// <summary>Reads all values of choices, as their names.</summary>
    public IReadOnlyList<string> Enums(string name) =>
        Values(name, static (scalar, field) => (ScalarValue.TryEnum(scalar, field, out string member), member));

    /// <summary>Reads a message, empty if it is not given.</summary>
    public FieldReader Message(string name) =>
        new(Last(name)?.Value as MessageNode ?? new MessageNode(message.Id, []), Known(name).Message!);

    /// <summary>Reads all values of messages.</summary>
    public IReadOnlyList<FieldReader> Messages(string name)
    {
        List<FieldReader>? messages = null;
        foreach (FieldNode field in message.Fields)
        {
            if (field.Name == name && field.Value is MessageNode inner)
                (messages ??= new(1)).Add(new FieldReader(inner, Known(name).Message!));
        }
        return messages ?? (IReadOnlyList<FieldReader>)[];
    }

    private FieldSchema Known(string name) =>
        schema.TryGet(name, out FieldSchema field)
            ? field
            : throw new ArgumentException($"{schema.Name} declares no field '{name}'", nameof(name));

    private FieldNode? Last(string name)
    {
        for (int i = message.Fields.Length - 1; i >= 0; i--)
        {
            if (message.Fields[i].Name == name)
                return message.Fields[i];
        }
        return null;
    }

    // Of all scalars of a field what reads as a value. A compilation reads thousands of fields: nothing is allocated for what is not there.
    private IReadOnlyList<T> Values<T>(string name, Func<ScalarNode, FieldSchema, (bool Fits, T Value)> read)
    {
        List<T>? values = null;
        FieldSchema? known = null;
        foreach (FieldNode field in message.Fields)
        {
            if (field.Name == name && field.Value is ScalarNode scalar && read(scalar, known ??= Known(name)) is (true, var value))
                (values ??= []).Add(value);
        }
        return values ?? (IReadOnlyList<T>)[];
    }
}
