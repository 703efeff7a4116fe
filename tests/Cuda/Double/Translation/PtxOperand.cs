using System.Globalization;

namespace CaffeSharpGen.Cuda.Testing.Translation;

/// <summary>Numbers as PTX writes them, and operands cut apart.</summary>
internal static class PtxOperand
{
    /// <summary>Whether the operand is a number.</summary>
    public static bool IsLiteral(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || (text[0] == '-' && text.Length > 1));

    /// <summary>The bits of a number: <c>0f3F800000</c>, <c>0d…</c>, <c>-7</c>, <c>0x1F</c>.</summary>
    /// <exception cref="PtxException">it is none.</exception>
    public static ulong Literal(string text, int line)
    {
        if (text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) && text.Length == 10 || text.StartsWith("0d", StringComparison.OrdinalIgnoreCase) && text.Length == 18
            || text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits))
                return bits;
        }
        string digits = text.TrimEnd('U');
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return (ulong)number;
        if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large))
            return large;
        throw new PtxException(line, $"{text} is no number");
    }

    /// <summary>Cuts at the commas outside braces, brackets and parentheses.</summary>
    public static List<string> Split(string text)
    {
        List<string> operands = [];
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '{' or '[' or '(')
                depth++;
            else if (i < text.Length && text[i] is '}' or ']' or ')')
                depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0))
                continue;
            string operand = text[start..i].Trim();
            if (operand.Length > 0)
                operands.Add(operand);
            start = i + 1;
        }
        return operands;
    }
}
