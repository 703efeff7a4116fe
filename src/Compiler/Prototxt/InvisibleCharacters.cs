using System.Globalization;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Characters that are not seen, or look like others: they come from web pages, PDF files and word processors.</summary>
internal static class InvisibleCharacters
{
    private static readonly Dictionary<char, string> Names = new()
    {
        ['\u00A0'] = "a no-break space",
        ['\u00AD'] = "a soft hyphen",
        ['\u200B'] = "a zero-width space",
        ['\u200C'] = "a zero-width non-joiner",
        ['\u200D'] = "a zero-width joiner",
        ['\u200E'] = "a left-to-right mark",
        ['\u200F'] = "a right-to-left mark",
        ['\u2028'] = "a line separator",
        ['\u2029'] = "a paragraph separator",
        ['\u202F'] = "a narrow no-break space",
        ['\u2060'] = "a word joiner",
        ['\u3000'] = "an ideographic space",
        ['\uFEFF'] = "a byte order mark",
    };

    // What word processors and input methods write instead.
    private const string LookAlikes = "“”„‘’：；｛｝（），＃－–—−０１２３４５６７８９", Meant = "\"\"\"'':;{}(),#----0123456789";

    /// <summary>Whether a character shows nothing, and is no blank of a prototxt.</summary>
    public static bool Is(char c) => c > '~' && (Names.ContainsKey(c) || char.GetUnicodeCategory(c) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Format or UnicodeCategory.Control);

    /// <summary>Such as <c>U+00A0 (a no-break space)</c>.</summary>
    public static string Describe(char c) => Names.TryGetValue(c, out string? name) ? $"U+{(int)c:X4} ({name})" : $"U+{(int)c:X4}";

    /// <summary>What is wrong with a character outside of strings and comments.</summary>
    public static string Fault(char c)
    {
        if (Is(c))
            return $"the invisible character {Describe(c)} does not belong in a prototxt; put a plain blank there, or nothing";
        if (char.IsControl(c))
            return $"the control character U+{(int)c:X4} does not belong in a prototxt";
        int alike = LookAlikes.IndexOf(c);
        if (alike >= 0)
            return $"the character '{c}' (U+{(int)c:X4}) looks like {Meant[alike]}, and is another; write {Meant[alike]}";
        return char.IsSurrogate(c)
            ? "a character that is no letter of ASCII does not belong here; text must stand in quotes, comments after #"
            : $"the character '{c}' does not belong here; text must stand in quotes, comments after #";
    }

    /// <summary>
    /// Says of a name what cannot be seen in it, such as <c> (the name holds the invisible character U+00A0 (a no-break space))</c>; empty
    /// if there is nothing.
    /// </summary>
    public static string In(string name)
    {
        foreach (char c in name)
        {
            if (Is(c))
                return $" (the name holds the invisible character {Describe(c)})";
        }
        return name.Length != name.Trim().Length ? " (the name begins or ends with a blank)" : "";
    }
}
