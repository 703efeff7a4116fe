using System.Globalization;

namespace CaffeSharpGen.Compiler.Prototxt;

/// <summary>Numbers as protobuf text format writes them: decimal, hexadecimal (0x), octal (0), and floats, also with a final f.</summary>
internal static class NumberText
{
    /// <summary>Whether a token that begins with a digit or a point is a number at all.</summary>
    public static bool IsValid(string text) => TryInteger(text, out _) || TryFloat(text, out _);

    /// <summary>Reads an integer, with its sign.</summary>
    public static bool TryInteger(string text, out long value)
    {
        bool negative = text.StartsWith("-", StringComparison.Ordinal);
        string digits = negative ? text.Substring(1) : text;
        ulong magnitude;
        bool read;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            read = ulong.TryParse(digits.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out magnitude);
        else if (digits.Length > 1 && digits[0] == '0' && digits.All(c => c is >= '0' and <= '7'))
            (read, magnitude) = Octal(digits);
        else
            read = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude)
                && (digits.Length == 1 || digits[0] != '0');
        value = 0;
        if (!read || magnitude > (negative ? 1UL << 63 : long.MaxValue))
            return false;
        value = unchecked(negative ? -(long)magnitude : (long)magnitude);
        return true;
    }

    /// <summary>Reads a float, an integer, or <c>inf</c>, <c>infinity</c>, <c>nan</c>, with its sign.</summary>
    public static bool TryFloat(string text, out double value)
    {
        bool negative = text.StartsWith("-", StringComparison.Ordinal);
        string digits = (negative ? text.Substring(1) : text).ToLowerInvariant();
        if (digits is "inf" or "infinity")
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (digits == "nan")
        {
            value = double.NaN;
            return true;
        }
        if (TryInteger(text, out long integer))
        {
            value = integer;
            return true;
        }
        string number = digits.EndsWith("f", StringComparison.Ordinal) ? digits.Substring(0, digits.Length - 1) : digits;
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(number, Styles, CultureInfo.InvariantCulture, out value))
            return false;
        value = negative ? -value : value;
        return true;
    }

    private static (bool Read, ulong Value) Octal(string digits)
    {
        ulong value = 0;
        foreach (char c in digits)
        {
            if (value >> 61 != 0)
                return (false, 0);
            value = value * 8 + (ulong)(c - '0');
        }
        return (true, value);
    }
}
