using System.Globalization;
using CaffeSharpGen.Compiler.Layers;

namespace CaffeSharpGen.Compiler.LayerRules;

/// <summary>
/// The arguments of a layer of type Python that are written as a dictionary: <c>param_str: "{'pad': 3, 'mode': 'constant'}"</c>. Values
/// are numbers, texts, and lists of numbers. As in YAML, entries may stand on lines of their own, and a list may be called a tuple.
/// </summary>
internal sealed class PythonArguments
{
    // How YAML marks a list that is a tuple of Python's.
    private const string Tuple = "!!python/tuple";

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly LayerContext layer;
    private readonly string text;

    private PythonArguments(LayerContext layer) => (this.layer, text) = (layer, layer.Parameter.String("param_str", ""));

    /// <summary>Reads <c>param_str</c>.</summary>
    /// <exception cref="LayerException">It is no dictionary.</exception>
    public static PythonArguments Read(LayerContext layer)
    {
        var arguments = new PythonArguments(layer);
        string text = arguments.text.Trim();
        if (text.Length > 0 && text[0] == '{')
        {
            if (text.Length < 2 || text[text.Length - 1] != '}')
                throw arguments.Wrong("no closing brace");
            text = text.Substring(1, text.Length - 2);
        }
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char sign = i < text.Length ? text[i] : ',';
            depth += sign is '[' or '(' ? 1 : sign is ']' or ')' ? -1 : 0;
            if (sign is not (',' or '\n') || depth != 0)
                continue;
            arguments.Add(text.Substring(start, i - start));
            start = i + 1;
        }
        return depth == 0 ? arguments : throw arguments.Wrong("a bracket that is not closed");
    }

    /// <summary>Whether an argument is given.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Checks that no other arguments than these are given.</summary>
    /// <exception cref="LayerException">Another one is.</exception>
    public void RequireKnown(IReadOnlyCollection<string> names)
    {
        if (values.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw layer.Error($"its param_str has '{unknown}', which is not known; known are {string.Join(", ", names)}", "param_str");
    }

    /// <summary>An integer.</summary>
    public int Int(string name) =>
        int.TryParse(Value(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Wrong($"no integer '{name}'");

    /// <summary>A text.</summary>
    public string Text(string name) => Unquoted(Value(name));

    /// <summary>A list of numbers.</summary>
    public float[] Numbers(string name)
    {
        string list = Value(name);
        string[] entries = list.Length >= 2 && list[0] is '[' or '(' ? list.Substring(1, list.Length - 2).Split(',') : [list];
        return [.. entries.Where(entry => entry.Trim().Length > 0).Select(entry =>
            float.TryParse(entry.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
                ? number
                : throw Wrong($"no list of numbers '{name}'"))];
    }

    private string Value(string name) => values.TryGetValue(name, out string? value) ? value : throw Wrong($"no '{name}'");

    private void Add(string entry)
    {
        if (entry.Trim().Length == 0)
            return;
        int colon = entry.IndexOf(':');
        if (colon < 0)
            throw Wrong($"'{entry.Trim()}' without a colon");
        string value = entry.Substring(colon + 1).Trim();
        if (value.StartsWith(Tuple, StringComparison.Ordinal))
            value = value.Substring(Tuple.Length).Trim();
        values[Unquoted(entry.Substring(0, colon).Trim())] = value;
    }

    private static string Unquoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[text.Length - 1] == text[0] ? text.Substring(1, text.Length - 2) : text;

    private LayerException Wrong(string found) =>
        layer.Error($"its param_str \"{text}\" has {found}; a dictionary such as {{'name': 1}} is expected", "param_str");
}
