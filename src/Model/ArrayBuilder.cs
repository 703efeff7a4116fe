namespace CaffeSharpGen;

/// <summary>An array that grows. A <c>List</c> of a structure of ours would be compiled each time a program starts.</summary>
internal sealed class ArrayBuilder<T>
{
    private T[] items = new T[4];

    public int Count { get; private set; }

    public T this[int index] => items[index];

    public void Add(T item)
    {
        if (Count == items.Length)
        {
            var longer = new T[2 * Count];
            for (int i = 0; i < Count; i++)
                longer[i] = items[i];
            items = longer;
        }
        items[Count++] = item;
    }

    public EquatableArray<T> ToEquatableArray() => EquatableArray.First(items, Count);
}
