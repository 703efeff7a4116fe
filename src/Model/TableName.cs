using System.Globalization;
using System.Text;

namespace CaffeSharpGen;

/// <summary>
/// Names in a table: letters, digits and a few marks stand as they are, every other character as <c>\u</c> and four digits. So a name ends
/// neither the word, nor the line, nor the C# literal around the table.
/// </summary>
internal static class TableName
{
    private const string Empty = "''";

    /// <summary>A name as it stands in a table.</summary>
    public static string Write(string name)
    {
        if (name.Length == 0)
            return Empty;
        if (name.All(IsPlain))
            return name;
        var text = new StringBuilder();
        foreach (char c in name)
        {
            if (IsPlain(c))
                text.Append(c);
            else
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    /// <summary>The name that was written.</summary>
    public static string Read(string written)
    {
        if (written == Empty)
            return "";
        if (written.IndexOf('\\') < 0)
            return written;
        var name = new StringBuilder(written.Length);
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\')
            {
                name.Append(written[i]);
                continue;
            }
            if (i + 6 > written.Length || !TryHex(written.Substring(i + 2, 4), out ushort code))
                throw new FormatException($"'{written}' is not a name");
            name.Append((char)code);
            i += 5;
        }
        return name.ToString();
    }

    private static bool TryHex(string digits, out ushort code) =>
        ushort.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out code);

    // Letters and digits of ASCII: what else is a letter depends on the version of Unicode.
    private static bool IsPlain(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '/' or '.' or '-' or ':' or '#' or '~';
}
