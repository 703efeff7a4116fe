using CaffeSharpGen.Compiler.Problems;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    Identifier,
    Number,
    String,
    Symbol,
    Wrong,
    End,
}

/// <summary>A word of a prototxt.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">As written; of a string decoded; of a wrong token what is wrong.</param>
internal readonly record struct Token(TokenKind Kind, TextSpan Span, string Text)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>For messages.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.String => $"the string \"{Excerpt.Of(Text)}\"",
        _ => $"'{Excerpt.Of(Text)}'",
    };
}
