using System.Globalization;

namespace CaffeSharpGen;

/// <summary>Parts of what <see cref="Operation.Summary"/> says.</summary>
internal static class Words
{
    /// <summary>A whole number.</summary>
    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Number(float number) => number.ToString("G7", CultureInfo.InvariantCulture);

    /// <summary>Lengths along the height and the width.</summary>
    public static string Pair(int height, int width) => FormattableString.Invariant($"{height}×{width}");

    /// <summary>What has two lengths, said once where both are equal: <c>stride 2</c>.</summary>
    public static string Lengths(string what, int height, int width) =>
        $"{what} {(height == width ? Number(height) : Pair(height, width))}";

    /// <summary>What is out of the ordinary, with a blank before it; nothing where nothing is.</summary>
    public static string InBrackets(params string?[] remarks) =>
        remarks.All(remark => remark is null) ? "" : $" ({string.Join(", ", remarks.Where(remark => remark is not null))})";
}
