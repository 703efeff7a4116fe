using System.Globalization;

namespace CaffeSharpGen.Compiler.Problems;

/// <summary>How a value is written behind the name of a setting.</summary>
public enum SettingSyntax
{
    /// <summary>As metadata of an item in a project: <c>CaffeStages="deploy, fast"</c>.</summary>
    Metadata,

    /// <summary>As an option on a command line: <c>--stages "deploy, fast"</c>.</summary>
    CommandLine,

    /// <summary>As a property in C#: <c>PrototxtOptions.Stages = ["deploy", "fast"]</c>.</summary>
    CSharp,
}

/// <summary>
/// How the settings of a network's compilation are called where a user gives them. Messages that advise a setting, or find fault with one,
/// call it so.
/// </summary>
/// <param name="Syntax">How their values are written.</param>
/// <param name="InputShape">Name of the setting for shapes of inputs.</param>
/// <param name="IgnoreFields">Name of that for fields to ignore.</param>
/// <param name="Stages">Name of that for stages.</param>
/// <param name="Level">Name of that for the level.</param>
/// <param name="KeepLoss">Name of that which keeps losses.</param>
/// <param name="Dialect">Name of that for the dialect.</param>
/// <param name="CustomLayers">Name of that for layer types that the user computes himself.</param>
public sealed record SettingNames(
    SettingSyntax Syntax, string InputShape, string IgnoreFields, string Stages, string Level, string KeepLoss, string Dialect,
    string CustomLayers)
{
    /// <summary>Metadata of a prototxt in a project, such as <c>CaffeIgnoreFields</c>.</summary>
    public static SettingNames Metadata { get; } = new(
        SettingSyntax.Metadata, "CaffeInputShape", "CaffeIgnoreFields", "CaffeStages", "CaffeLevel", "CaffeKeepLoss", "CaffeDialect",
        "CaffeCustomLayers");

    /// <summary>Options on a command line, such as <c>--ignore-fields</c>.</summary>
    public static SettingNames CommandLine { get; } = new(
        SettingSyntax.CommandLine, "--input-shape", "--ignore-fields", "--stages", "--level", "--keep-loss", "--dialect",
        "--custom-layers");

    /// <summary>Settings in a sentence, with what they are: <c>the metadata CaffeStages="a" and CaffeLevel="1"</c>.</summary>
    internal string Called(params IReadOnlyCollection<string> settings)
    {
        string names = string.Join(" and ", settings);
        return Syntax switch
        {
            SettingSyntax.Metadata => $"the metadata {names}",
            SettingSyntax.CommandLine => $"the option{(settings.Count == 1 ? "" : "s")} {names}",
            _ => names,
        };
    }

    /// <summary>A setting with a list of texts.</summary>
    internal string With(string setting, IEnumerable<string> values) => Syntax == SettingSyntax.CSharp
        ? $"{setting} = [{string.Join(", ", values.Select(value => $"\"{value}\""))}]"
        : With(setting, string.Join(", ", values));

    /// <summary>A setting with a text.</summary>
    internal string With(string setting, string value) => Syntax switch
    {
        SettingSyntax.Metadata => $"{setting}=\"{value}\"",
        SettingSyntax.CommandLine => $"{setting} \"{value}\"",
        _ => $"{setting} = \"{value}\"",
    };

    /// <summary>A setting with a number.</summary>
    internal string With(string setting, int value)
    {
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return Syntax switch
        {
            SettingSyntax.Metadata => $"{setting}=\"{digits}\"",
            SettingSyntax.CommandLine => $"{setting} {digits}",
            _ => $"{setting} = {digits}",
        };
    }
}
