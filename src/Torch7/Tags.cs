namespace CaffeSharpGen.Torch7;

/// <summary>The numbers that begin values in a file and give their kind.</summary>
internal static class Tags
{
    public const int Nil = 0, Number = 1, String = 2, Table = 3, Torch = 4, Boolean = 5;

    /// <summary>A function as Torch7 first wrote it: without an index, its upvalues a list.</summary>
    public const int PlainFunction = 6;

    /// <summary>A function that may refer to itself, its upvalues a list.</summary>
    public const int OldFunction = 7;

    /// <summary>A function that may refer to itself, its upvalues a list of tables with name and value.</summary>
    public const int Function = 8;
}
