namespace CaffeSharpGen.Torch7;

/// <summary>The numbers that say in a file what follows.</summary>
internal static class Tags
{
    public const int Nil = 0, Number = 1, String = 2, Table = 3, Torch = 4, Boolean = 5;

    /// <summary>A function as Torch7 first wrote it: without a number of its own, its upvalues a list.</summary>
    public const int PlainFunction = 6;

    /// <summary>A function that may refer to itself, its upvalues a list.</summary>
    public const int OldFunction = 7;

    /// <summary>A function that may refer to itself, its upvalues a list of tables with name and value.</summary>
    public const int Function = 8;
}
