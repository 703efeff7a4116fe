using System.Globalization;
using System.Text;

namespace CaffeSharpGen;

/// <summary>Writes an operation's arguments as words, such as <c>outputs=64 kernel=7×7</c>. Defaults are left out.</summary>
public sealed class FieldWriter
{
    private readonly StringBuilder text = new();

    /// <summary>A whole number.</summary>
    public void Int(string key, int value, int? unless = null)
    {
        if (value != unless)
            Word(key, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Lengths along the height and the width.</summary>
    public void Pair(string key, int height, int width, int? unless = null)
    {
        if (height != unless || width != unless)
            Word(key, FormattableString.Invariant($"{height}×{width}"));
    }

    /// <summary>A number; nine digits bring back every float exactly.</summary>
    public void Float(string key, float value, float? unless = null)
    {
        if (unless is not { } @default || !IsSame(value, @default))
            Word(key, Number(value));
    }

    /// <summary>Numbers.</summary>
    public void Floats(string key, EquatableArray<float> values)
    {
        if (values.Length > 0)
            Word(key, string.Join(",", values.Select(Number)));
    }

    /// <summary>Whole numbers.</summary>
    public void Ints(string key, EquatableArray<int> values)
    {
        if (values.Length > 0)
            Word(key, string.Join(",", values.Select(value => value.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>A text of any characters, written as names are.</summary>
    public void Text(string key, string value) => Word(key, TableName.Write(value));

    /// <summary>A word that stands alone, if it holds.</summary>
    public void Flag(string word, bool holds)
    {
        if (holds)
            text.Append(' ').Append(word);
    }

    /// <summary>The words, each with a blank before it.</summary>
    public override string ToString() => text.ToString();

    private void Word(string key, string value) => text.Append(' ').Append(key).Append('=').Append(value);

    // Zeros of both signs are equal, and yet different arguments.
    private static bool IsSame(float left, float right) => left.Equals(right) && (left != 0 || 1 / left == 1 / right);

    private static string Number(float number)
    {
        if (float.IsNaN(number) || float.IsInfinity(number))
            return float.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        string seven = number.ToString("G7", CultureInfo.InvariantCulture);
        bool isExact = float.TryParse(seven, NumberStyles.Float, CultureInfo.InvariantCulture, out float read) && read.Equals(number);
        return isExact ? seven : number.ToString("G9", CultureInfo.InvariantCulture);
    }
}
