using Microsoft.CodeAnalysis.CSharp;

namespace CaffeSharpGen.Generator;

/// <summary>Which names C# takes, for classes and namespaces.</summary>
internal static class CSharpNames
{
    /// <summary>Whether a class can have this name. Contextual keywords, such as <c>record</c>, are refused.</summary>
    public static bool IsClassName(string name) => IsPlain(name) && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None;

    /// <summary>Whether a namespace can have this name.</summary>
    public static bool IsNamespace(string name) => name.Split('.').All(IsPlain);

    /// <summary>The namespace of a project whose root namespace may be no C# name: <c>My-App.2d</c> becomes <c>My_App._2d</c>.</summary>
    public static string NamespaceFor(string root) => string.Join(".", root.Split('.').Select(part =>
    {
        string plain = new([.. part.Select(c => char.IsLetterOrDigit(c) ? c : '_')]);
        return IsPlain(plain) ? plain : "_" + plain;
    }));

    // Roslyn requires letters, digits and underscores in the names of generated files, which contain this one.
    private static bool IsPlain(string name) =>
        SyntaxFacts.IsValidIdentifier(name)
        && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None
        && name.All(c => char.IsLetterOrDigit(c) || c == '_');
}
