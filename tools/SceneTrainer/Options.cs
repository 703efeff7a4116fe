using System.Globalization;

namespace CaffeSharpGen.SceneTrainer;

/// <summary>Command line options of the form <c>--name value</c>, all of them required.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads the options.</summary>
    /// <exception cref="FormatException">One is unknown, given twice, has no value or is missing.</exception>
    public static Options Read(string[] arguments, params string[] names)
    {
        var result = new Options();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (!names.Contains(name))
                throw new FormatException($"expected one of --{string.Join(", --", names)}, found '{arguments[i]}'");
            if (i + 1 == arguments.Length)
                throw new FormatException($"--{name} has no value");
            if (!result._values.TryAdd(name, arguments[i + 1]))
                throw new FormatException($"--{name} is given twice");
        }
        if (names.FirstOrDefault(n => !result._values.ContainsKey(n)) is { } missing)
            throw new FormatException($"--{missing} is missing");
        return result;
    }

    /// <summary>An option as it stands.</summary>
    public string Text(string name) => _values[name];

    /// <summary>A whole number from 1.</summary>
    public int Positive(string name) =>
        int.TryParse(_values[name], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new FormatException($"--{name}: expected a whole number from 1 to {int.MaxValue}, found '{_values[name]}'");

    /// <summary>A seed.</summary>
    public ulong Seed(string name) =>
        ulong.TryParse(_values[name], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException($"--{name}: expected a whole number from 0 to {ulong.MaxValue}, found '{_values[name]}'");
}
