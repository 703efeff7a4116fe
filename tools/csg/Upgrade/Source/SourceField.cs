namespace CaffeSharpGen.Csg.Upgrade.Source;

/// <summary>A field of a prototxt as it is written, with its comments.</summary>
/// <param name="name">Its name.</param>
internal sealed class SourceField(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value as written; null if that is a message.</summary>
    public string? Text { get; init; }

    /// <summary>Its value; null if that is a scalar.</summary>
    public SourceMessage? Message { get; init; }

    /// <summary>Comments on lines of their own before it, with those inside it that stand in no message.</summary>
    public List<string> Before { get; init; } = [];

    /// <summary>The comment behind it on its line.</summary>
    public string? Behind { get; set; }

    /// <summary>Where it begins in the text; that of the field that it is made of.</summary>
    public int Start { get; init; }

    /// <summary>The same value and comments under another name.</summary>
    public SourceField As(string other) => new(other) { Text = Text, Message = Message, Before = Before, Behind = Behind, Start = Start };

    /// <summary>The same comments with another text.</summary>
    public SourceField With(string text) => new(Name) { Text = text, Before = Before, Behind = Behind, Start = Start };

    /// <summary>The same comments with another message.</summary>
    public SourceField With(SourceMessage message) => new(Name) { Message = message, Before = Before, Behind = Behind, Start = Start };

    /// <summary>All comments of the field and of what is in it, in their order.</summary>
    public IEnumerable<string> AllComments() =>
    [
        .. Before,
        .. Message is null ? [] : Message.Fields.SelectMany(field => field.AllComments()).Concat(Message.AtEnd),
        .. Behind is null ? (IEnumerable<string>)[] : [Behind],
    ];
}

/// <summary>What stands between braces.</summary>
internal sealed class SourceMessage
{
    /// <summary>Its fields; the values of a list are fields of one name.</summary>
    public List<SourceField> Fields { get; init; } = [];

    /// <summary>Comments behind its last field.</summary>
    public List<string> AtEnd { get; init; } = [];

    /// <summary>The fields of a name.</summary>
    public IEnumerable<SourceField> All(string name) => Fields.Where(field => field.Name == name);

    /// <summary>The last field of a name, as protobuf reads it; null if there is none.</summary>
    public SourceField? Last(string name) => Fields.FindLast(field => field.Name == name);

    /// <summary>The decoded text of a field; empty if it is not there.</summary>
    public string Value(string name) => Last(name)?.Text is { } text ? Scalars.Decode(text) : "";
}
