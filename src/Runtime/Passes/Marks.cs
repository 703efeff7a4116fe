namespace CaffeSharpGen.Passes;

/// <summary>Sets of values: for each index whether the value is in it.</summary>
internal static class Marks
{
    /// <summary>Whether one of some values is marked.</summary>
    public static bool HasAny(this bool[] marks, EquatableArray<int> values)
    {
        foreach (int value in values.Span)
        {
            if (marks[value])
                return true;
        }
        return false;
    }

    /// <summary>Whether all of some values are marked.</summary>
    public static bool HasAll(this bool[] marks, EquatableArray<int> values)
    {
        foreach (int value in values.Span)
        {
            if (!marks[value])
                return false;
        }
        return true;
    }

    /// <summary>Marks some values.</summary>
    public static void Mark(this bool[] marks, EquatableArray<int> values)
    {
        foreach (int value in values.Span)
            marks[value] = true;
    }
}
