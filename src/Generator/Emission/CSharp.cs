using System.Globalization;
using System.Text;
using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>Compiler values as C# expressions.</summary>
internal static class CSharp
{
    // In full: a project's global using may have any alias, and its namespaces any name.
    private const string Operations = "global::CaffeSharpGen.Operations.";

    /// <summary>A string literal.</summary>
    public static string Literal(string value)
    {
        var text = new StringBuilder("\"", value.Length + 2);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is '"' or '\\')
                text.Append('\\').Append(c);
            else if (EndsLiteral(c) || IsNoCharacter(value, i))
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                text.Append(c);
        }
        return text.Append('"').ToString();
    }

    /// <summary>Text inside an XML documentation comment.</summary>
    public static string Documentation(string text) => Comment(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Text inside a comment of one line: whatever C# takes for the end of a line, or XML does not take at all, becomes a blank.</summary>
    public static string Comment(string text) =>
        text.All(c => c is >= ' ' and <= '~') ? text : new([.. text.Select((c, i) => EndsLiteral(c) || IsNoCharacter(text, i) ? ' ' : c)]);

    /// <summary>A collection expression of numbers.</summary>
    public static string List(IEnumerable<int> numbers) => $"[{string.Join(", ", numbers)}]";

    /// <summary>A collection expression of shapes.</summary>
    public static string List(IEnumerable<Shape> shapes) => $"[{string.Join(", ", shapes.Select(shape => List(shape.Dimensions)))}]";

    /// <summary>A collection expression of weights that are shared, null for those that are not.</summary>
    public static string List(IEnumerable<WeightOwner?> owners) =>
        $"[{string.Join(", ", owners.Select(owner => owner is null ? "null" : $"({Literal(owner.Layer)}, {owner.Blob})"))}]";

    /// <summary>The construction of an operation.</summary>
    public static string New(OperationCall call) =>
        $"new {Operations}{call.Operation}({string.Join(", ", call.Arguments.Select(argument => $"{argument.Name}: {Value(argument.Value)}"))})";

    // Control characters, U+0085 among them, and the two separators of Unicode.
    private static bool EndsLiteral(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    // Half a character, or one that Unicode has promised never to give out: neither UTF-8 nor XML takes them.
    private static bool IsNoCharacter(string text, int i) => text[i] is '\uFFFE' or '\uFFFF' || (char.IsSurrogate(text[i]) && !IsInPair(text, i));

    private static bool IsInPair(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);

    private static string Value(object value) => value switch
    {
        int number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        float number => Float(number),
        EnumValue member => $"{Operations}{member.Type}.{member.Member}",
        EquatableArray<int> numbers => List(numbers),
        EquatableArray<float> numbers => $"[{string.Join(", ", numbers.Select(Float))}]",
        _ => throw new InvalidOperationException($"an operation's argument cannot be a {value.GetType()}"),
    };

    // Nine digits bring back every float exactly.
    private static string Float(float number) =>
        float.IsNaN(number) ? "float.NaN"
        : float.IsPositiveInfinity(number) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity(number) ? "float.NegativeInfinity"
        : Shortest(number) + "f";

    private static string Shortest(float number)
    {
        string seven = number.ToString("G7", CultureInfo.InvariantCulture);
        return float.Parse(seven, CultureInfo.InvariantCulture) == number ? seven : number.ToString("G9", CultureInfo.InvariantCulture);
    }
}
