using System.Globalization;

namespace CaffeSharpGen.Compiler.Nets;

/// <summary>
/// The setting for shapes of inputs (the metadata <c>CaffeInputShape</c>): lengths separated by commas, blanks or ×, such as
/// <c>1,3,224,224</c>; or those of several inputs by their names, such as <c>data: 1,3,224,224, label: 1,1</c>. What stands
/// before a colon is a name.
/// </summary>
/// <param name="Unnamed">The shape without a name; empty if there is none.</param>
/// <param name="Named">The shapes with names.</param>
public sealed record GivenShapes(EquatableArray<int> Unnamed, EquatableArray<NamedShape> Named)
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\r', '\n'];

    /// <summary>Reads the setting; null if it is not that.</summary>
    public static GivenShapes? Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 1)
            return text.Trim().Length == 0 ? new GivenShapes([], []) : Lengths(text) is { } unnamed ? new GivenShapes(unnamed, []) : null;
        var named = new List<NamedShape>();
        string name = parts[0].Trim();
        for (int i = 1; i < parts.Length; i++)
        {
            // Each part but the last ends in the name of the next shape.
            string part = parts[i].TrimEnd();
            int end = i == parts.Length - 1 ? part.Length : part.LastIndexOfAny(Separators);
            if (name.Length == 0 || end < 0 || named.Any(shape => shape.Input == name) || Lengths(part[..end]) is not { } lengths)
                return null;
            named.Add(new NamedShape(name, lengths));
            name = part[end..].Trim(Separators);
        }
        return new GivenShapes([], [.. named]);
    }

    private static EquatableArray<int>? Lengths(string text)
    {
        var lengths = new List<int>();
        foreach (string part in text.Split([.. Separators, 'x', '×'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length < 1)
                return null;
            lengths.Add(length);
        }
        return lengths.Count == 0 ? null : [.. lengths];
    }
}
