using System.Globalization;

namespace CaffeSharpGen.Samples.CommandLines;

/// <summary>The kinds of values that the samples' options take.</summary>
public static class ValueKinds
{
    /// <summary>Any text.</summary>
    public static ValueKind<string> Text(string placeholder, string expected, string example) =>
        new(placeholder, expected, example, (string text, out string? value) =>
        {
            value = text;
            return true;
        });

    /// <summary>A path; it is not empty.</summary>
    public static ValueKind<string> Path(string placeholder, string expected, string example) =>
        Text(placeholder, expected, example).Where(text => text.Trim().Length > 0);

    /// <summary>A whole number of a range.</summary>
    public static ValueKind<int> Whole(int least, int most, int example) =>
        new("number", Range(least, most), Write(example), (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    /// <summary>A number that fulfills a condition.</summary>
    public static ValueKind<double> Number(string expected, double example, Predicate<double> isRight) =>
        new("number", expected, example.ToString(CultureInfo.InvariantCulture), (string text, out double value) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && isRight(value));

    /// <summary>One of some words; case does not matter.</summary>
    public static ValueKind<string> Choice(params string[] words) =>
        new(string.Join('|', words), Either(words), "", (string text, out string? value) =>
        {
            value = Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
            return value is not null;
        })
        {
            Hint = text => NearestNames.Suggestion(text, words),
        };

    /// <summary><c>true</c> or <c>false</c>, which need not be said.</summary>
    public static ValueKind<bool> Flag { get; } = new("", "true or false", "", bool.TryParse);

    /// <summary>The same, with fewer values that are right.</summary>
    public static ValueKind<T> Where<T>(this ValueKind<T> kind, Predicate<T> isRight) => kind with
    {
        Read = (string text, out T? value) => kind.Read(text, out value) && isRight(value!),
    };

    /// <summary>The same, for an option whose value is null where it is not given.</summary>
    public static ValueKind<T?> OrNone<T>(this ValueKind<T> kind) where T : struct =>
        new(kind.Placeholder, kind.Expected, kind.Example, (string text, out T? value) =>
        {
            bool isRight = kind.Read(text, out T found);
            value = found;
            return isRight;
        })
        {
            Hint = kind.Hint,
        };

    private static string Range(int least, int most) =>
        least == int.MinValue && most == int.MaxValue ? "a whole number"
        : most == int.MaxValue ? $"a whole number from {Write(least)} on"
        : $"a whole number from {Write(least)} to {Write(most)}";

    private static string Either(string[] words) =>
        words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);
}
