using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CaffeSharpGen.Torch7;

/// <summary>
/// A Lua table. Keys are any values but nil and NaN: numbers, booleans and strings are compared by value, all others by identity. Entries
/// keep the order of the file, or that in which they were added.
/// </summary>
public sealed class Torch7Table : Torch7Reference, IEnumerable<KeyValuePair<Torch7Value, Torch7Value>>
{
    // Made with the first entry: a file may hold very many empty tables.
    private OrderedDictionary<Torch7Value, Torch7Value>? entries;

    /// <summary>Number of entries.</summary>
    public int Count => entries?.Count ?? 0;

    internal override int Tag => Tags.Table;

    /// <summary>The value of a key, nil if there is none. Setting nil removes the entry, as in Lua.</summary>
    /// <exception cref="ArgumentException">The key is nil or NaN.</exception>
    public Torch7Value this[Torch7Value key]
    {
        get => TryGetValue(key, out Torch7Value? value) ? value : Nil;
        set
        {
            if (!IsKey(key))
                throw new ArgumentException($"a key of a table cannot be {key}", nameof(key));
            if (value is Torch7Nil)
                entries?.Remove(key);
            else
                (entries ??= [])[key] = value;
        }
    }

    /// <summary>Whether a value may be a key.</summary>
    public static bool IsKey(Torch7Value value) => value is not (Torch7Nil or Torch7Number { Value: double.NaN });

    /// <summary>Makes a table with the keys 1, 2, 3 …</summary>
    public static Torch7Table List(IEnumerable<Torch7Value> values)
    {
        var table = new Torch7Table();
        int index = 0;
        foreach (Torch7Value value in values)
            table[++index] = value;
        return table;
    }

    /// <summary>Adds an entry, or replaces its value.</summary>
    /// <exception cref="ArgumentException">The key is nil or NaN.</exception>
    public void Add(Torch7Value key, Torch7Value value) => this[key] = value;

    /// <summary>Finds the value of a key.</summary>
    public bool TryGetValue(Torch7Value key, [MaybeNullWhen(false)] out Torch7Value value)
    {
        value = null;
        return entries?.TryGetValue(key, out value) == true;
    }

    /// <summary>The entry at a position in the order.</summary>
    internal KeyValuePair<Torch7Value, Torch7Value> EntryAt(int position) => entries!.GetAt(position);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Torch7Value, Torch7Value>> GetEnumerator() =>
        (entries ?? Enumerable.Empty<KeyValuePair<Torch7Value, Torch7Value>>()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? "a table of 1 entry" : $"a table of {Count} entries";
}
