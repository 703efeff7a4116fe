namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>
/// Reads the fields of a message by name. Of a field given several times that may stand once the last value counts, and what does not fit
/// its field reads as the default: <see cref="SchemaCheck"/> has reported it.
/// </summary>
public sealed class FieldReader(MessageNode message, MessageSchema schema)
{
    /// <summary>Whether the message can have the field; one that it cannot have may be given, and ignored.</summary>
    public bool Declares(string name) => schema.TryGet(name, out _);

    /// <summary>Whether the field is given.</summary>
    public bool Has(string name) => Last(name) is not null;

    /// <summary>Number of the node of a given field, of the message if it is not given.</summary>
    public int IdOf(string name) => Last(name)?.Id ?? message.Id;

    /// <summary>Reads an integer.</summary>
    public int Int(string name, int @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryLong(scalar, Known(name).Kind, out long value) ? (int)value : @default;

    /// <summary>Reads all values of integers.</summary>
    public IReadOnlyList<int> Ints(string name) =>
        [.. Scalars(name).Where(scalar => ScalarValue.TryLong(scalar, Known(name).Kind, out _)).Select(scalar =>
        {
            ScalarValue.TryLong(scalar, Known(name).Kind, out long value);
            return (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, value));
        })];

    /// <summary>Reads a number.</summary>
    public float Float(string name, float @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryFloat(scalar, out double value) ? (float)value : @default;

    /// <summary>Reads all values of numbers.</summary>
    public IReadOnlyList<float> Floats(string name) =>
        [.. Scalars(name).Where(scalar => ScalarValue.TryFloat(scalar, out _)).Select(scalar =>
        {
            ScalarValue.TryFloat(scalar, out double value);
            return (float)value;
        })];

    /// <summary>Reads a truth value.</summary>
    public bool Bool(string name, bool @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryBool(scalar, out bool value) ? value : @default;

    /// <summary>Reads a text.</summary>
    public string String(string name, string @default) =>
        Last(name)?.Value is ScalarNode { Kind: ScalarKind.String } scalar ? scalar.Text : @default;

    /// <summary>Reads all values of texts.</summary>
    public IReadOnlyList<string> Strings(string name) => [.. Scalars(name).Where(scalar => scalar.Kind == ScalarKind.String).Select(scalar => scalar.Text)];

    /// <summary>Reads a choice as its name, also where its number is given.</summary>
    public string Enum(string name, string @default) =>
        Last(name)?.Value is ScalarNode scalar && ScalarValue.TryEnum(scalar, Known(name), out string member) ? member : @default;

    /// <summary>Reads a message, empty if it is not given.</summary>
    public FieldReader Message(string name) =>
        new(Last(name)?.Value as MessageNode ?? new MessageNode(message.Id, []), Known(name).Message!);

    /// <summary>Reads all values of messages.</summary>
    public IReadOnlyList<FieldReader> Messages(string name) =>
        [.. Given(name).Select(field => field.Value).OfType<MessageNode>().Select(inner => new FieldReader(inner, Known(name).Message!))];

    private FieldSchema Known(string name) =>
        schema.TryGet(name, out FieldSchema field) ? field : throw new ArgumentException($"{schema.Name} declares no field '{name}'", nameof(name));

    private IEnumerable<FieldNode> Given(string name) => message.Fields.Where(field => field.Name == name);

    private FieldNode? Last(string name) => Given(name).LastOrDefault();

    private IEnumerable<ScalarNode> Scalars(string name) => Given(name).Select(field => field.Value).OfType<ScalarNode>();
}
