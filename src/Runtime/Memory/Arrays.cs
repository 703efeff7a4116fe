namespace CaffeSharpGen.Memory;

/// <summary>
/// Loops over arrays, for code that runs when a network is loaded. The framework's generic code over our structures, and what uses
/// <c>Vector&lt;T&gt;</c>, is compiled each time a program starts; this is compiled with the assembly.
/// </summary>
internal static class Arrays
{
    /// <summary>The first elements of an array.</summary>
    public static T[] First<T>(T[] from, int count)
    {
        if (count == from.Length)
            return from;
        var first = new T[count];
        for (int i = 0; i < count; i++)
            first[i] = from[i];
        return first;
    }

    /// <summary>An array made from each element of another.</summary>
    public static TTo[] Convert<TFrom, TTo>(TFrom[] from, Func<TFrom, TTo> convert)
    {
        var to = new TTo[from.Length];
        for (int i = 0; i < to.Length; i++)
            to[i] = convert(from[i]);
        return to;
    }

    /// <summary>An array of one value.</summary>
    public static T[] Filled<T>(int length, T value)
    {
        var filled = new T[length];
        Fill(filled, value);
        return filled;
    }

    /// <summary>Writes a value to all elements.</summary>
    public static void Fill<T>(T[] array, T value)
    {
        for (int i = 0; i < array.Length; i++)
            array[i] = value;
    }
}
