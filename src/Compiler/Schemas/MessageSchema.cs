namespace CaffeSharpGen.Compiler.Schemas;

/// <summary>What kind of value a field takes.</summary>
public enum FieldKind
{
    /// <summary>A 32-bit integer.</summary>
    Int,

    /// <summary>A 32-bit integer that is not negative.</summary>
    UInt,

    /// <summary>A 64-bit integer.</summary>
    Long,

    /// <summary>A number.</summary>
    Float,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Text in quotes.</summary>
    String,

    /// <summary>One of some names, or its number.</summary>
    Enum,

    /// <summary>Fields between braces.</summary>
    Message,
}

/// <summary>A field of a message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Repeated">Whether it may stand several times.</param>
/// <param name="Members">Of an enum: the names by number.</param>
/// <param name="Message">Of a message: its fields.</param>
public sealed record FieldSchema(
    string Name, FieldKind Kind, bool Repeated = false, IReadOnlyDictionary<int, string>? Members = null, MessageSchema? Message = null)
{
    /// <summary>Whether it takes what another one takes.</summary>
    internal bool Takes(FieldSchema other) => Kind == other.Kind && Repeated == other.Repeated && Message == other.Message
        && (Members is null || Members.OrderBy(member => member.Key).SequenceEqual(other.Members!.OrderBy(member => member.Key)));
}

/// <summary>The fields that a message may have. Built by chained calls, a field each.</summary>
public sealed class MessageSchema(string name)
{
    private readonly Dictionary<string, FieldSchema> fields = new(StringComparer.Ordinal);

    /// <summary>The message's name, for error messages.</summary>
    public string Name { get; } = name;

    /// <summary>Whether other fields than those that are known may stand in it: nothing depends on them.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>A message of which nothing is read.</summary>
    public static MessageSchema Unread { get; } = Open("message");

    /// <summary>The fields' names.</summary>
    public IEnumerable<string> FieldNames => fields.Keys;

    /// <summary>A message in which other fields may stand, too.</summary>
    public static MessageSchema Open(string name) => new(name) { IsOpen = true };

    /// <summary>Finds a field.</summary>
    public bool TryGet(string field, out FieldSchema schema) => fields.TryGetValue(field, out schema!);

    /// <summary>Adds an integer.</summary>
    public MessageSchema Int(string field) => Add(new FieldSchema(field, FieldKind.Int));

    /// <summary>Adds several integers.</summary>
    public MessageSchema Ints(string field) => Add(new FieldSchema(field, FieldKind.Int, Repeated: true));

    /// <summary>Adds a long integer.</summary>
    public MessageSchema Long(string field) => Add(new FieldSchema(field, FieldKind.Long));

    /// <summary>Adds several long integers.</summary>
    public MessageSchema Longs(string field) => Add(new FieldSchema(field, FieldKind.Long, Repeated: true));

    /// <summary>Adds an integer that is not negative.</summary>
    public MessageSchema UInt(string field) => Add(new FieldSchema(field, FieldKind.UInt));

    /// <summary>Adds several integers that are not negative.</summary>
    public MessageSchema UInts(string field) => Add(new FieldSchema(field, FieldKind.UInt, Repeated: true));

    /// <summary>Adds a number.</summary>
    public MessageSchema Float(string field) => Add(new FieldSchema(field, FieldKind.Float));

    /// <summary>Adds several numbers.</summary>
    public MessageSchema Floats(string field) => Add(new FieldSchema(field, FieldKind.Float, Repeated: true));

    /// <summary>Adds a truth value.</summary>
    public MessageSchema Bool(string field) => Add(new FieldSchema(field, FieldKind.Bool));

    /// <summary>Adds several truth values.</summary>
    public MessageSchema Bools(string field) => Add(new FieldSchema(field, FieldKind.Bool, Repeated: true));

    /// <summary>Adds a text.</summary>
    public MessageSchema String(string field) => Add(new FieldSchema(field, FieldKind.String));

    /// <summary>Adds several texts.</summary>
    public MessageSchema Strings(string field) => Add(new FieldSchema(field, FieldKind.String, Repeated: true));

    /// <summary>Adds a choice among names that are numbered from 0.</summary>
    public MessageSchema Enum(string field, params string[] members) =>
        Add(new FieldSchema(field, FieldKind.Enum, Members: Numbered(members)));

    /// <summary>Adds a choice among names with numbers.</summary>
    public MessageSchema Enum(string field, IEnumerable<(int Number, string Name)> members) =>
        Add(new FieldSchema(field, FieldKind.Enum, Members: members.ToDictionary(member => member.Number, member => member.Name)));

    /// <summary>Adds several choices among names that are numbered from 0.</summary>
    public MessageSchema Enums(string field, params string[] members) =>
        Add(new FieldSchema(field, FieldKind.Enum, Repeated: true, Numbered(members)));

    /// <summary>Adds a message.</summary>
    public MessageSchema Message(string field, MessageSchema schema) => Add(new FieldSchema(field, FieldKind.Message, Message: schema));

    /// <summary>Adds several messages.</summary>
    public MessageSchema Messages(string field, MessageSchema schema) =>
        Add(new FieldSchema(field, FieldKind.Message, Repeated: true, Message: schema));

    /// <summary>What messages of one name agree about: all their fields, but for those that they declare differently.</summary>
    internal static MessageSchema Common(IReadOnlyList<MessageSchema> messages)
    {
        if (messages.Count == 1)
            return messages[0];
        var common = new MessageSchema(messages[0].Name);
        foreach (IGrouping<string, FieldSchema> same in messages.SelectMany(message => message.fields.Values)
            .GroupBy(field => field.Name, StringComparer.Ordinal))
        {
            FieldSchema first = same.First();
            if (same.All(field => field.Takes(first)))
                common.Add(first);
        }
        return common;
    }

    private static Dictionary<int, string> Numbered(string[] members) =>
        members.Select((member, number) => (member, number)).ToDictionary(pair => pair.number, pair => pair.member);

    private MessageSchema Add(FieldSchema field)
    {
        fields.Add(field.Name, field);
        return this;
    }
}
