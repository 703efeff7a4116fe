using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>An operation that copies parts of values.</summary>
internal abstract class BoxOperation(CudaBinding binding) : CudaOperation(binding)
{
    public sealed override bool CanAdd => true;

    /// <summary>Copies a value under another shape, element by element in C order.</summary>
    protected void CopyAll(CudaBuffer from, CudaBuffer to, bool add)
    {
        if (from.Images == to.Images)
        {
            AddArguments arguments = AddArguments.Of(from, to, add);
            Launch(arguments, arguments.Groups, arguments.Images);
            return;
        }
        ReshapeArguments reshape = new()
        {
            From = from.View,
            To = to.View,
            FromCount = Math.Max(from.ImageCount, 1),
            ToCount = Math.Max(to.ImageCount, 1),
            Count = to.Shape.Count,
            Add = add ? 1 : 0,
        };
        Launch(reshape, reshape.Count, 1);
    }

    /// <summary>Copies a piece to its part of a whole, or that part to it: pieces lie behind one another along an axis.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="whole">The whole.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="start">Where along it the piece begins.</param>
    /// <param name="takes">Whether the part is copied to the piece.</param>
    /// <param name="add">Whether it is added to what is there.</param>
    protected void CopyPiece(CudaBuffer piece, CudaBuffer whole, int axis, int start, bool takes, bool add)
    {
        Shape shape = piece.Shape;
        int length = axis == 0 ? piece.ImageCount : shape.CountFrom(axis), stride = axis == 0 ? 0 : whole.Shape.CountFrom(axis);
        View part = At(whole.View, axis == 0 ? start * whole.View.Stride : start * (long)shape.CountFrom(axis + 1));
        LaunchBox(new CopyBoxArguments
        {
            From = takes ? part : piece.View,
            To = takes ? piece.View : part,
            Outer = 1,
            Rows = axis == 0 ? 1 : shape.CountBetween(1, axis),
            Length = length,
            FromRow = takes ? stride : length,
            ToRow = takes ? length : stride,
            Add = add ? 1 : 0,
            Images = piece.Images,
        });
    }

    /// <summary>
    /// Copies a part of a whole to another value, or that to the part. The last three axes behind that of the images are a box; more axes
    /// before those are a launch for each of their positions.
    /// </summary>
    /// <param name="offsets">Where along each axis of the whole the part begins.</param>
    /// <param name="whole">The whole.</param>
    /// <param name="part">The other value.</param>
    /// <param name="takes">Whether the part is copied to the other value.</param>
    /// <param name="add">Whether it is added to what is there.</param>
    protected void CopyBoxes(EquatableArray<int> offsets, CudaBuffer whole, CudaBuffer part, bool takes, bool add)
    {
        Shape large = whole.Shape, small = part.Shape;
        int rank = small.Rank, first = Math.Max(1, rank - 3);
        long start = offsets[0] * whole.View.Stride;
        for (int axis = 1; axis < rank; axis++)
            start += (long)offsets[axis] * large.CountFrom(axis + 1);
        CopyBoxArguments arguments = new()
        {
            Outer = rank >= 4 ? small[rank - 3] : 1,
            Rows = rank >= 3 ? small[rank - 2] : 1,
            Length = rank >= 2 ? small[rank - 1] : 1,
            Add = add ? 1 : 0,
            Images = part.Images,
        };
        (int wholeOuter, int wholeRow) = Strides(large);
        (int partOuter, int partRow) = Strides(small);
        (arguments.FromOuter, arguments.FromRow) = takes ? (wholeOuter, wholeRow) : (partOuter, partRow);
        (arguments.ToOuter, arguments.ToRow) = takes ? (partOuter, partRow) : (wholeOuter, wholeRow);
        for (int box = 0; box < small.CountBetween(1, first); box++)
        {
            View from = At(whole.View, start + StartOf(box, large, small, first));
            View to = At(part.View, box * (long)small.CountFrom(first));
            (arguments.From, arguments.To) = takes ? (from, to) : (to, from);
            LaunchBox(arguments);
        }
    }

    private static (int Outer, int Row) Strides(Shape shape) =>
        (shape.Rank >= 4 ? shape.CountFrom(shape.Rank - 2) : 0, shape.Rank >= 3 ? shape[shape.Rank - 1] : 0);

    // Where in the whole a box begins, from the first one on.
    private static long StartOf(int box, Shape large, Shape small, int first)
    {
        long start = 0;
        for (int axis = first - 1; axis >= 1; axis--)
        {
            start += box % small[axis] * (long)large.CountFrom(axis + 1);
            box /= small[axis];
        }
        return start;
    }

    /// <summary>A view that begins some floats later.</summary>
    protected static View At(View view, long floats) => new(view.Data + (ulong)(floats * sizeof(float)), view.Stride);

    /// <summary>Copies boxes of images.</summary>
    protected void LaunchBox(CopyBoxArguments arguments)
    {
        long items = (long)arguments.Outer * arguments.Rows * arguments.Length;
        if (items > 0)
            Launch(arguments, items, arguments.Images);
    }
}

/// <summary>Copies boxes of each image: Outer × Rows × Length floats, whose starts lie apart as the strides of both sides say.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CopyBoxArguments : IKernelArguments
{
    public View From, To;
    public int Outer, Rows, Length;

    /// <summary>Floats from one to the next.</summary>
    public int FromOuter, FromRow, ToOuter, ToRow;

    public int Add, Images;

    public static ReadOnlySpan<byte> Kernel => "copy_box\0"u8;
}

/// <summary>Copies Count elements in C order over all images, where the images of both sides have other sizes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ReshapeArguments : IKernelArguments
{
    public View From, To;
    public int FromCount, ToCount, Count, Add;

    public static ReadOnlySpan<byte> Kernel => "reshape\0"u8;
}
