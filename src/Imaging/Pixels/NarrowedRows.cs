namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>The two rows that were made last: neighbors in the result share rows of the source.</summary>
internal unsafe struct NarrowedRows<TLanes>(TLanes* memory, int width) where TLanes : unmanaged
{
    private int even = -1, odd = -1;

    /// <summary>The memory of a row, and whether the row is in it already; if not, the caller makes it there.</summary>
    public bool Find(int y, out TLanes* row)
    {
        bool isOdd = y % 2 != 0;
        row = memory + (isOdd ? width : 0);
        ref int held = ref isOdd ? ref odd : ref even;
        if (held == y)
            return true;
        held = y;
        return false;
    }
}
