using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen;

/// <summary>An immutable array that is compared element by element, so that records made of it are compared by value.</summary>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public readonly struct EquatableArray<T>(ImmutableArray<T> items) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly ImmutableArray<T> items = items;

    /// <summary>Count of elements.</summary>
    public int Length => items.IsDefault ? 0 : items.Length;

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>An element.</summary>
    public T this[int index] => items[index];

    /// <summary>The elements as a span.</summary>
    public ReadOnlySpan<T> Span => items.AsSpan();

    /// <summary>The same array with another element at one index.</summary>
    public EquatableArray<T> With(int index, T item) => new(items.SetItem(index, item));

    /// <summary>Wraps an array.</summary>
    public static implicit operator EquatableArray<T>(ImmutableArray<T> items) => new(items);

    /// <summary>Compares element by element.</summary>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Compares element by element.</summary>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) =>
        Length == other.Length && (Length == 0 || items == other.items || items.SequenceEqual(other.items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Length;
        for (int i = 0; i < Length; i++)
            hash = unchecked(hash * 31 + (items[i]?.GetHashCode() ?? 0));
        return hash;
    }

    /// <summary>Such as <c>[1, 2]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", (IEnumerable<T>)this)}]";

    /// <summary>Enumerates the elements.</summary>
    public ImmutableArray<T>.Enumerator GetEnumerator() => (items.IsDefault ? [] : items).GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items.IsDefault ? [] : items)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();
}

/// <summary>Makes equatable arrays for collection expressions.</summary>
public static class EquatableArray
{
    /// <summary>An array of these elements.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) => new(ImmutableArray.Create(items));
}
