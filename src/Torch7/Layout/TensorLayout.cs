namespace CaffeSharpGen.Torch7.Layout;

/// <summary>Which elements of a storage a tensor is made of: checked before anything follows a size, a stride or an offset.</summary>
internal static class TensorLayout
{
    /// <summary>More axes than any tensor has.</summary>
    public const int MostAxes = 32;

    /// <summary>Strides of elements in C order, last axis innermost.</summary>
    public static long[] DenseStrides(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        long stride = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            // A wrong product is found when the layout is checked.
            stride = unchecked(stride * Math.Max(1, sizes[axis]));
        }
        return strides;
    }

    /// <summary>Number of elements; as in Torch7, none without axes.</summary>
    public static long Count(ReadOnlySpan<long> sizes)
    {
        long count = sizes.IsEmpty ? 0 : 1;
        foreach (long size in sizes)
            count *= size;
        return count;
    }

    /// <summary>Whether the elements lie one after the other in C order; axes of length 1 may have any stride.</summary>
    public static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        if (sizes.Contains(0))
            return true;
        long expected = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            if (sizes[axis] != 1 && strides[axis] != expected)
                return false;
            expected *= sizes[axis];
        }
        return true;
    }

    /// <summary>What is wrong with a layout.</summary>
    /// <param name="sizes">Lengths of the axes.</param>
    /// <param name="strides">For each axis, elements of the storage from one position to the next.</param>
    /// <param name="offset">The storage's element at which the tensor begins, from 0.</param>
    /// <param name="stored">Number of elements in the storage; null if there is none.</param>
    /// <returns>What was found and what was expected, or null if every element of the tensor lies in the storage.</returns>
    public static (string Found, string Expected)? Problem(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, long offset, long? stored)
    {
        if (sizes.Length > MostAxes)
            return ($"a tensor of {sizes.Length} axes", $"at most {MostAxes}");
        if (offset is < 0 or long.MaxValue)
            return ($"a tensor that begins at element {Int128.One + offset} of its storage", $"1 … {long.MaxValue}");
        bool empty = sizes.IsEmpty || sizes.Contains(0);
        Int128 count = 1, last = offset;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] < 0)
                return ($"a tensor of size {Text(sizes)}", "sizes of 0 or more");
            if (strides[axis] < 0)
                return ($"a tensor with strides {Text(strides)}", "strides of 0 or more");
            if (empty)
                continue;
            count *= sizes[axis];
            if (count > long.MaxValue)
                return ($"a tensor of size {Text(sizes)}", $"at most {long.MaxValue} elements");
            last += (Int128)(sizes[axis] - 1) * strides[axis];
            if (last >= (stored ?? 0))
                break;
        }
        if (empty || last < (stored ?? 0))
            return null;
        string tensor = $"a tensor of size {Text(sizes)} with strides {Text(strides)}, from element {offset + Int128.One}";
        return stored is { } elements
            ? ($"{tensor} of a storage of {elements} elements", "a tensor that lies in its storage")
            : ($"{tensor}, without storage", "a storage, or no elements");
    }

    /// <summary>Such as <c>3×4</c>.</summary>
    public static string Text(ReadOnlySpan<long> lengths) => lengths.IsEmpty ? "0" : string.Join("×", lengths.ToArray());
}
