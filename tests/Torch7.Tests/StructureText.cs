using System.Globalization;

namespace CaffeSharpGen.Torch7.Tests;

/// <summary>Lists what a file holds as the recorded structure files do, so that the two can be compared line by line.</summary>
internal sealed class StructureText
{
    private const int DeepestLevel = 4;

    private readonly SortedDictionary<int, int> tags = [];
    private readonly SortedDictionary<string, int> classes = new(StringComparer.Ordinal);
    private readonly HashSet<Torch7Reference> seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> lines = [];
    private int deepest, objectKeys;

    public static string[] Of(Torch7Value root)
    {
        var text = new StructureText();
        text.CountAll(root, 1);
        text.seen.Clear();
        string extra = text.objectKeys > 0 ? $" max object nesting {text.deepest} table entries keyed by an object {text.objectKeys}" : "";
        text.lines.Add($"object type tags seen {{{string.Join(", ", text.tags.Select(tag => $"{tag.Key}: {tag.Value}"))}}}{extra}");
        text.lines.Add($"classes {{{string.Join(", ", text.classes.Select(entry => $"'{entry.Key}': {entry.Value}"))}}}");
        text.Fields(root, "");
        return [.. text.lines];
    }

    // As the file is read: every value counts, what is inside a reference only once.
    private void CountAll(Torch7Value value, int depth)
    {
        tags[value.Tag] = tags.GetValueOrDefault(value.Tag) + 1;
        deepest = Math.Max(deepest, depth);
        if (value is not Torch7Reference reference || !seen.Add(reference))
            return;
        if (value is Torch7Object or Torch7Tensor or Torch7Storage)
        {
            string name = Header(value);
            classes[name] = classes.GetValueOrDefault(name) + 1;
        }
        switch (value)
        {
            case Torch7Table table:
                foreach ((Torch7Value key, Torch7Value entry) in table)
                {
                    objectKeys += key is Torch7Reference ? 1 : 0;
                    CountAll(key, depth + 1);
                    CountAll(entry, depth + 1);
                }
                break;
            case Torch7Object torchObject:
                CountAll(torchObject.Body, depth + 1);
                break;
            case Torch7Tensor tensor:
                CountAll(tensor.Storage ?? Torch7Value.Nil, depth + 1);
                break;
        }
    }

    private void Fields(Torch7Value value, string indent)
    {
        Torch7Table fields = value as Torch7Table ?? (Torch7Table)((Torch7Object)value).Body;
        foreach ((Torch7Value key, Torch7Value entry) in fields.OrderBy(entry => KeyText(entry.Key), StringComparer.Ordinal))
            Entry(Show(key), entry, indent);
    }

    private void Entry(string key, Torch7Value value, string indent)
    {
        bool isKnown = value is Torch7Table or Torch7Object && !seen.Add((Torch7Reference)value);
        bool isDeep = indent.Length / 2 >= DeepestLevel;
        string shown = isKnown && !isDeep && value is Torch7Object known
            ? $"{known.ClassName} (reference to an object already read)"
            : Show(value);
        lines.Add($"{indent}{key}: {shown}");
        if (value is Torch7Table or Torch7Object && !isKnown && !isDeep)
            Fields(value, indent + "  ");
    }

    private static string Show(Torch7Value value) => value switch
    {
        Torch7Nil => "None",
        Torch7Number number => Number(number.Value),
        Torch7Boolean boolean => boolean.Value ? "True" : "False",
        Torch7String text => $"'{text.Text}'",
        Torch7Table table => $"table [{table.Count}]",
        Torch7Tensor tensor =>
            $"{tensor.ClassName} size {List(tensor.Sizes)} stride {List(tensor.Strides)} storageOffset {tensor.Offset + 1} storage "
            + (tensor.Storage is { } storage ? $"#{storage.Index} len {storage.Count}" : "-"),
        Torch7Storage storage => $"('{storage.ClassName}', {storage.Count}, {storage.Index})",
        _ => Header(value),
    };

    private static string Header(Torch7Value value) => value switch
    {
        Torch7Object torchObject => $"{torchObject.ClassName} (V {torchObject.Version})",
        Torch7Tensor tensor => $"{tensor.ClassName} (V {tensor.Version})",
        Torch7Storage storage => $"{storage.ClassName} (V {storage.Version})",
        _ => value.ToString(),
    };

    private static string KeyText(Torch7Value key) => key is Torch7String text ? text.Text : Show(key);

    private static string List(ReadOnlySpan<long> lengths) => $"[{string.Join(", ", lengths.ToArray())}]";

    // As Python shows a float.
    private static string Number(double value)
    {
        string text = value.ToString("r", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('e') ? text : text + ".0";
    }
}
