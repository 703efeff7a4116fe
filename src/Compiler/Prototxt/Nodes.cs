namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>
/// A value in a prototxt. Nodes have no positions, only ids in the order of the text: two texts that differ in comments and
/// white space have equal trees. <see cref="SpanTable"/> maps an id to a position.
/// </summary>
/// <param name="Id">Its id; the root's is 0.</param>
public abstract record ValueNode(int Id);

/// <summary>A message: fields between braces, or the whole text.</summary>
public sealed record MessageNode(int Id, EquatableArray<FieldNode> Fields) : ValueNode(Id);

/// <summary>How a scalar is written.</summary>
public enum ScalarKind
{
    /// <summary>An integer or a float, with its sign.</summary>
    Number,

    /// <summary>A bare word: an enum member, a boolean, <c>inf</c> or <c>nan</c>, which may have a sign.</summary>
    Identifier,

    /// <summary>A quoted string; its text is decoded and adjacent ones are joined.</summary>
    String,
}

/// <summary>A number, a word, or a string.</summary>
public sealed record ScalarNode(int Id, ScalarKind Kind, string Text) : ValueNode(Id);

/// <summary>A named value. A list of several values is several fields.</summary>
public sealed record FieldNode(int Id, string Name, ValueNode Value);
