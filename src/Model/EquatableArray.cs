using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaffeSharpGen;

/// <summary>An immutable array that is compared element by element, so that records made of it are compared by value.</summary>
/// <remarks>
/// It holds a plain array: code of the framework over structures of ours cannot be compiled before a program starts, code of our own can.
/// </remarks>
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly T[]? items;

    // The array is taken over: nobody else writes it.
    internal EquatableArray(T[]? items) => this.items = items;

    /// <summary>Number of elements.</summary>
    public int Length => items is null ? 0 : items.Length;

    int IReadOnlyCollection<T>.Count => Length;

    /// <summary>An element.</summary>
    public T this[int index] => items![index];

    /// <summary>The elements as a span.</summary>
    public ReadOnlySpan<T> Span => items;

    /// <summary>The same array with another element at one index.</summary>
    public EquatableArray<T> With(int index, T item)
    {
        var copy = (T[])items!.Clone();
        copy[index] = item;
        return new(copy);
    }

    /// <summary>Wraps an array.</summary>
    public static implicit operator EquatableArray<T>(ImmutableArray<T> items) => new(ImmutableCollectionsMarshal.AsArray(items));

    /// <summary>Compares element by element.</summary>
    public static bool operator ==(EquatableArray<T> left, EquatableArray<T> right) => left.Equals(right);

    /// <summary>Compares element by element.</summary>
    public static bool operator !=(EquatableArray<T> left, EquatableArray<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other)
    {
        if (Length != other.Length)
            return false;
        if (items == other.items)
            return true;
        for (int i = 0; i < Length; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(items![i], other.items![i]))
                return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Length;
        for (int i = 0; i < Length; i++)
            hash = unchecked(hash * 31 + (items![i]?.GetHashCode() ?? 0));
        return hash;
    }

    /// <summary>Such as <c>[1, 2]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", (IEnumerable<T>)this)}]";

    /// <summary>Enumerates the elements.</summary>
    public Enumerator GetEnumerator() => new(items);

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T>)this).GetEnumerator();

    /// <summary>Enumerates the elements of an <see cref="EquatableArray{T}"/>.</summary>
    public struct Enumerator
    {
        private readonly T[]? items;
        private int next;

        internal Enumerator(T[]? items) => this.items = items;

        /// <summary>The element that was reached.</summary>
        public readonly T Current => items![next - 1];

        /// <summary>Goes to the next element, if there is one.</summary>
        public bool MoveNext() => items is not null && next++ < items.Length;
    }
}

/// <summary>Makes equatable arrays for collection expressions.</summary>
public static class EquatableArray
{
    /// <summary>An array of these elements.</summary>
    public static EquatableArray<T> Create<T>(params ReadOnlySpan<T> items)
    {
        var copy = new T[items.Length];
        for (int i = 0; i < copy.Length; i++)
            copy[i] = items[i];
        return new(copy);
    }

    /// <summary>The first elements of a longer array.</summary>
    internal static EquatableArray<T> First<T>(T[] items, int count)
    {
        var copy = new T[count];
        for (int i = 0; i < count; i++)
            copy[i] = items[i];
        return new(copy);
    }
}
