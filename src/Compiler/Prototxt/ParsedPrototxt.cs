using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>A parsed prototxt.</summary>
/// <param name="root">The whole text as a message.</param>
/// <param name="spans">Where its nodes stand.</param>
/// <param name="problems">The syntax error, if there is one.</param>
public sealed class ParsedPrototxt(MessageNode root, SpanTable spans, EquatableArray<Problem> problems)
{
    /// <summary>The whole text as a message; up to the first syntax error.</summary>
    public MessageNode Root { get; } = root;

    /// <summary>Where its nodes stand.</summary>
    public SpanTable Spans { get; } = spans;

    /// <summary>The syntax error, if there is one.</summary>
    public EquatableArray<Problem> Problems { get; } = problems;
}
