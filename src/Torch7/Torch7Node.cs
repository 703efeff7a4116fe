using System.Globalization;
using CaffeSharpGen.Torch7.Encodings;
using CaffeSharpGen.Torch7.Layout;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A value in a file with the path to it: <c>file.Root["protos"]["cnn"]["modules"][1]["weight"].Tensor(64, 3, 3, 3)</c>. An error names the
/// file and the path. The fields of a torch object are those of its table.
/// </summary>
public readonly struct Torch7Node
{
    private const int MostListed = 12, LongestWord = 60;

    private readonly string file, path;

    internal Torch7Node(string file, string path, Torch7Value value)
    {
        this.file = file;
        this.path = path;
        Value = value;
    }

    /// <summary>The value.</summary>
    public Torch7Value Value { get; }

    /// <summary>The entry with a text as its key.</summary>
    /// <exception cref="WeightException">There is no such entry.</exception>
    public Torch7Node this[string key] => this[(Torch7Value)key];

    /// <summary>The entry with a number as its key; lists begin with 1.</summary>
    /// <exception cref="WeightException">There is no such entry.</exception>
    public Torch7Node this[int key] => this[(Torch7Value)key];

    /// <summary>The entry with a key.</summary>
    /// <exception cref="WeightException">There is no such entry.</exception>
    public Torch7Node this[Torch7Value key] => TryFind(key, out Torch7Node node) ? node : throw NoEntry(key);

    /// <summary>The entries of a table or object, in the order of the file.</summary>
    /// <exception cref="WeightException">The value has no entries.</exception>
    public IEnumerable<KeyValuePair<Torch7Value, Torch7Node>> Entries
    {
        get
        {
            Torch7Node self = this;
            return Fields().Select(entry => KeyValuePair.Create(entry.Key, self.At(entry.Key, entry.Value)));
        }
    }

    /// <summary>The entries with the numbers 1, 2, 3 … up to the first that is not there.</summary>
    /// <exception cref="WeightException">The value has no entries.</exception>
    public IReadOnlyList<Torch7Node> List
    {
        get
        {
            var list = new List<Torch7Node>();
            Fields();
            while (TryFind(list.Count + 1, out Torch7Node node))
                list.Add(node);
            return list;
        }
    }

    /// <summary>Finds the entry with a key.</summary>
    /// <returns>Whether there is one. Nil counts as none.</returns>
    /// <exception cref="WeightException">The value has no entries.</exception>
    public bool TryFind(Torch7Value key, out Torch7Node node)
    {
        bool found = Fields().TryGetValue(key, out Torch7Value? value);
        node = found ? At(key, value!) : default;
        return found;
    }

    /// <summary>The value as a number.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public double Number() => Value is Torch7Number number ? number.Value : throw Wrong("a number");

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public int Integer() =>
        Value is Torch7Number { Value: >= int.MinValue and <= int.MaxValue } number && double.IsInteger(number.Value)
            ? (int)number.Value
            : throw Wrong("a whole number of 32 bits");

    /// <summary>The value as a boolean.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public bool Boolean() => Value is Torch7Boolean boolean ? boolean.Value : throw Wrong("a boolean");

    /// <summary>The value as a text.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public string Text() => Value is Torch7String text ? text.Text : throw Wrong("a text");

    /// <summary>The value as a table.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public Torch7Table Table() => Value as Torch7Table ?? throw Wrong("a table");

    /// <summary>The value as an object.</summary>
    /// <param name="className">Its class; any by default.</param>
    /// <exception cref="WeightException">The value is something else.</exception>
    public Torch7Object Object(string? className = null) =>
        Value is Torch7Object found && (className is null || found.ClassName == className)
            ? found
            : throw Wrong(className is null ? "an object" : $"an object of class {className}");

    /// <summary>The value as a storage.</summary>
    /// <exception cref="WeightException">The value is something else.</exception>
    public Torch7Storage Storage() => Value as Torch7Storage ?? throw Wrong("a storage");

    /// <summary>The value as a tensor.</summary>
    /// <param name="sizes">Lengths of its axes; any by default.</param>
    /// <exception cref="WeightException">The value is something else, or a tensor of another size.</exception>
    public Torch7Tensor Tensor(params ReadOnlySpan<long> sizes) =>
        Value is Torch7Tensor tensor && (sizes.IsEmpty || tensor.Sizes.SequenceEqual(sizes))
            ? tensor
            : throw Wrong(sizes.IsEmpty ? "a tensor" : $"a tensor of size {TensorLayout.Text(sizes)}");

    /// <summary>An exception that names the value and its path.</summary>
    /// <param name="expected">What was expected instead.</param>
    public WeightException Wrong(string expected) => new($"{file}: {Name} is {Value}{Where}; expected {expected}");

    /// <summary>The path, such as <c>protos.cnn.modules[1].weight</c>; empty for the root.</summary>
    public override string ToString() => path;

    private string Name => path.Length == 0 ? "the file's value" : path;

    private string Where => Value is Torch7Reference { Position: > 0 } reference ? $" (at byte {reference.Position})" : "";

    private Torch7Table Fields() => Value switch
    {
        Torch7Table table => table,
        Torch7Object { Body: Torch7Table fields } => fields,
        _ => throw Wrong("a table, or an object with fields"),
    };

    private Torch7Node At(Torch7Value key, Torch7Value value)
    {
        string step = key switch
        {
            Torch7String text => IsWord(text.Text) ? text.Text : $"[{Quoted.Text(text.Bytes.Span)}]",
            Torch7Number number => $"[{number.Value.ToString(CultureInfo.InvariantCulture)}]",
            _ => $"[{key}]",
        };
        return new Torch7Node(file, path.Length == 0 || step[0] == '[' ? path + step : $"{path}.{step}", value);
    }

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= LongestWord && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private WeightException NoEntry(Torch7Value key)
    {
        Torch7Table fields = Fields();
        string listed = string.Join(", ", fields.Take(MostListed).Select(entry => Short(entry.Key)));
        string has = fields.Count == 0 ? "no entries" : listed + (fields.Count > MostListed ? $" … ({fields.Count})" : "");
        return new WeightException($"{file}: {Name}, {Value}{Where}, has no entry {Short(key)}; it has {has}");
    }

    private static string Short(Torch7Value key) => key switch
    {
        Torch7String text => Quoted.Text(text.Bytes.Span),
        Torch7Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => key.ToString(),
    };
}
