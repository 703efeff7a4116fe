using System.Globalization;

namespace CaffeSharpGen.DeviceCheck.Reporting;

/// <summary>An entry of a table: text in Markdown, and the number that it is in JSON.</summary>
/// <param name="Text">What a person reads.</param>
/// <param name="Number">What a program reads; null if it is no number.</param>
internal readonly record struct Cell(string Text, double? Number = null)
{
    /// <summary>Nothing was measured here.</summary>
    public static Cell None => new("–");

    /// <summary>A number.</summary>
    /// <param name="value">What it is.</param>
    /// <param name="format">How a person reads it.</param>
    public static Cell Of(double value, string format = "0.000") => new(value.ToString(format, CultureInfo.InvariantCulture), value);

    /// <summary>How far apart two results are.</summary>
    public static Cell Error(double value) => Of(value, "0.0e+0");

    /// <summary>Text.</summary>
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>The head of a column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumber">Whether its entries are numbers, which end at its right side.</param>
internal readonly record struct Column(string Name, bool IsNumber = false)
{
    /// <summary>A column of numbers.</summary>
    public static Column Number(string name) => new(name, IsNumber: true);

    /// <summary>A column of text.</summary>
    public static implicit operator Column(string name) => new(name);
}
