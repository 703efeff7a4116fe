using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>
/// Maxima over windows of a blocked value: the first of equal ones in scan order, and none where no value exceeds the lowest number,
/// as where all are NaN. Their positions are kept for the backward pass, and for a second output.
/// </summary>
internal sealed unsafe class MaxPooling<TVector>(Operations.Pooling pooling, CpuBinding binding) : BlockedPooling<TVector>(pooling, binding)
    where TVector : struct, ITileVector<TVector>
{
    private readonly ArgmaxIndices argmax = new(
        binding.Input.Shape.BatchSize * BlockedView.BlocksOf(binding.Input.Shape.Channels), binding.Output.Shape.CountFrom(2),
        (long)pooling.KernelH * pooling.KernelW);

    // What windows at the border read where there is nothing: a position that exceeds nothing.
    private readonly LargeMemory nothing = Lowest();

    public override void Dispose()
    {
        base.Dispose();
        argmax.Dispose();
        nothing.Dispose();
    }

    protected override void PoolRow(int image, int block, int row)
    {
        nint window = (nint)row * Columns.Outputs;
        float* x = X.Block(image, block), y = Y.Block(image, block) + window * Lanes;
        ushort* words = argmax.Words(PlaneOf(image, block)) + window * argmax.Area;
        float* numbers = argmax.Numbers(PlaneOf(image, block)) + window * Lanes;
        int square = Rows.Kernel == Columns.Kernel ? Rows.Kernel : 0;
        // Windows that lie within the plane.
        (int begin, int end) = argmax.AreBits && square is 2 or 3 && Rows.IsWhole(row) ? Columns.Whole : (Columns.Outputs, Columns.Outputs);
        float* corners = x + ((nint)Rows.Start(row) * Columns.Size + Columns.Start(begin)) * Lanes;
        for (int lane = 0; lane < Lanes; lane += Maxima<TVector>.Lanes)
        {
            // Lanes that are no channels begin at 0, exceed it nowhere, and stay so.
            Maxima<TVector> lowest = Maxima<TVector>.Lowest(ChannelBits(block) >> lane);
            if (square == 2)
                WindowsOfTwo(corners + lane, end - begin, lowest, words + begin * argmax.Area, lane, y + (nint)begin * Lanes + lane);
            else if (square == 3)
                WindowsOfThree(corners + lane, end - begin, lowest, words + begin * argmax.Area, lane, y + (nint)begin * Lanes + lane);
            for (int column = begin == 0 ? end : 0; column < Columns.Outputs; column = column + 1 == begin ? end : column + 1)
            {
                ushort* word = words + (nint)column * argmax.Area;
                Maxima<TVector> best = !argmax.AreBits ? Clipped(x + lane, row, column, lowest, numbers + (nint)column * Lanes + lane)
                    : square == 3 ? ClippedThree(x + lane, row, column, lowest, word, lane)
                    : Clipped(x + lane, row, column, lowest, word, lane);
                best.Store(y + (nint)column * Lanes + lane);
            }
        }
        if (Binding.Outputs.Length > 1)
            PositionsOfRow(image, block, row);
    }

    protected override void GatherRow(int image, int block, int row, float* dy)
    {
        int plane = PlaneOf(image, block);
        if (argmax.AreBits)
            Gather(new TermsByBits<TVector>(dy, argmax.Words(plane), argmax.Area), image, block, row);
        else
            Gather(new TermsByNumber<TVector>(dy, argmax.Numbers(plane)), image, block, row);
    }

    private static LargeMemory Lowest()
    {
        var memory = new LargeMemory(Lanes);
        for (int lane = 0; lane < Lanes; lane++)
            memory.Pointer[lane] = -float.MaxValue;
        return memory;
    }

    private int PlaneOf(int image, int block) => image * BlockedView.BlocksOf(Binding.Input.Shape.Channels) + block;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WindowsOfTwo(float* x, int count, Maxima<TVector> lowest, ushort* words, int lane, float* y)
    {
        nint line = (nint)Columns.Size * Lanes, step = (nint)Columns.Stride * Lanes;
        for (; count > 0; count--, x += step, words += 4, y += Lanes)
        {
            Maxima<TVector> best = lowest;
            best.Add(x, out uint b0);
            best.Add(x + Lanes, out uint b1);
            best.Add(x + line, out uint b2);
            best.Add(x + line + Lanes, out uint b3);
            Maxima<TVector>.Put(words + 3, lane, b3);
            Maxima<TVector>.Put(words + 2, lane, b2 & ~b3);
            b2 |= b3;
            Maxima<TVector>.Put(words + 1, lane, b1 & ~b2);
            Maxima<TVector>.Put(words, lane, b0 & ~(b1 | b2));
            best.Store(y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WindowsOfThree(float* x, int count, Maxima<TVector> lowest, ushort* words, int lane, float* y)
    {
        nint line = (nint)Columns.Size * Lanes, step = (nint)Columns.Stride * Lanes;
        for (; count > 0; count--, x += step, words += 9, y += Lanes)
        {
            float* x1 = x + line, x2 = x1 + line;
            Maxima<TVector> top = RowOfThree(x, x + Lanes, x + 2 * Lanes, lowest, out uint t0, out uint t1, out uint t2);
            Maxima<TVector> middle = RowOfThree(x1, x1 + Lanes, x1 + 2 * Lanes, lowest, out uint m0, out uint m1, out uint m2);
            Maxima<TVector> bottom = RowOfThree(x2, x2 + Lanes, x2 + 2 * Lanes, lowest, out uint b0, out uint b1, out uint b2);
            OfRows(top, middle, bottom, t0, t1, t2, m0, m1, m2, b0, b1, b2, words, lane).Store(y);
        }
    }

    // At the border, positions that are outside are read where there is nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Maxima<TVector> ClippedThree(float* x, int row, int column, Maxima<TVector> lowest, ushort* words, int lane)
    {
        int h = Rows.Start(row), w = Columns.Start(column);
        Maxima<TVector> top = RowOfThree(At(x, h, w), At(x, h, w + 1), At(x, h, w + 2), lowest, out uint t0, out uint t1, out uint t2);
        Maxima<TVector> middle = RowOfThree(
            At(x, h + 1, w), At(x, h + 1, w + 1), At(x, h + 1, w + 2), lowest, out uint m0, out uint m1, out uint m2);
        Maxima<TVector> bottom = RowOfThree(
            At(x, h + 2, w), At(x, h + 2, w + 1), At(x, h + 2, w + 2), lowest, out uint b0, out uint b1, out uint b2);
        return OfRows(top, middle, bottom, t0, t1, t2, m0, m1, m2, b0, b1, b2, words, lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float* At(float* x, int h, int w) =>
        (uint)h < (uint)Rows.Size && (uint)w < (uint)Columns.Size ? x + ((nint)h * Columns.Size + w) * Lanes : nothing.Pointer;

    // The largest of each row, which need not wait for each other, then of the rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Maxima<TVector> OfRows(
        Maxima<TVector> top, Maxima<TVector> middle, Maxima<TVector> bottom, uint t0, uint t1, uint t2, uint m0, uint m1, uint m2,
        uint b0, uint b1, uint b2, ushort* words, int lane)
    {
        top.Add(middle, out uint isMiddle);
        top.Add(bottom, out uint isBottom);
        uint isTop = ~(isMiddle | isBottom);
        isMiddle &= ~isBottom;
        Maxima<TVector>.Put(words, lane, t0 & isTop);
        Maxima<TVector>.Put(words + 1, lane, t1 & isTop);
        Maxima<TVector>.Put(words + 2, lane, t2 & isTop);
        Maxima<TVector>.Put(words + 3, lane, m0 & isMiddle);
        Maxima<TVector>.Put(words + 4, lane, m1 & isMiddle);
        Maxima<TVector>.Put(words + 5, lane, m2 & isMiddle);
        Maxima<TVector>.Put(words + 6, lane, b0 & isBottom);
        Maxima<TVector>.Put(words + 7, lane, b1 & isBottom);
        Maxima<TVector>.Put(words + 8, lane, b2 & isBottom);
        return top;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Maxima<TVector> RowOfThree(
        float* first, float* second, float* third, Maxima<TVector> best, out uint b0, out uint b1, out uint b2)
    {
        best.Add(first, out b0);
        best.Add(second, out b1);
        best.Add(third, out b2);
        b1 &= ~b2;
        b0 &= ~(b1 | b2);
        return best;
    }

    // Any window, as far as it lies within the plane.
    private Maxima<TVector> Clipped(float* x, int row, int column, Maxima<TVector> best, ushort* words, int lane)
    {
        uint* bits = stackalloc uint[ArgmaxIndices.MostBits];
        new Span<uint>(bits, argmax.Area).Clear();
        for (int h = Rows.First(row); h < Rows.End(row); h++)
        {
            for (int w = Columns.First(column); w < Columns.End(column); w++)
                best.Add(x + ((nint)h * Columns.Size + w) * Lanes, out bits[NumberOf(h, w, row, column)]);
        }
        uint later = 0;
        for (int position = argmax.Area - 1; position >= 0; position--)
        {
            Maxima<TVector>.Put(words + position, lane, bits[position] & ~later);
            later |= bits[position];
        }
        return best;
    }

    // Few networks have such large windows: a vector at a time.
    private Maxima<TVector> Clipped(float* x, int row, int column, Maxima<TVector> lowest, float* numbers)
    {
        TVector first = Clipped(x, row, column, lowest.First, numbers);
        return new(first, TVector.Width == Lanes ? first : Clipped(x + TVector.Width, row, column, lowest.Second, numbers + TVector.Width));
    }

    private TVector Clipped(float* x, int row, int column, TVector best, float* numbers)
    {
        TVector number = TVector.Broadcast(-1);
        for (int h = Rows.First(row); h < Rows.End(row); h++)
        {
            for (int w = Columns.First(column); w < Columns.End(column); w++)
            {
                TVector value = TVector.Load(x + ((nint)h * Columns.Size + w) * Lanes), excess = TVector.Subtract(value, best);
                number = TVector.WherePositive(excess, TVector.Broadcast(NumberOf(h, w, row, column)), number);
                best = TVector.WherePositive(excess, value, best);
            }
        }
        TVector.Store(number, numbers);
        return best;
    }

    private int NumberOf(int h, int w, int row, int column) => (h - Rows.Start(row)) * Columns.Kernel + w - Columns.Start(column);

    // Few networks ask for positions: they are found lane by lane.
    private void PositionsOfRow(int image, int block, int row)
    {
        int plane = PlaneOf(image, block);
        float* positions = Binding.Outputs[1].Blocked.Block(image, block) + (nint)row * Columns.Outputs * Lanes;
        for (int column = 0; column < Columns.Outputs; column++)
        {
            nint window = (nint)row * Columns.Outputs + column;
            for (int lane = 0; lane < Lanes; lane++)
            {
                int number = argmax.NumberOf(plane, window, lane);
                int h = Rows.Start(row) + number / Columns.Kernel, w = Columns.Start(column) + number % Columns.Kernel;
                bool isChannel = (ChannelBits(block) >> lane & 1) != 0;
                positions[column * Lanes + lane] = !isChannel ? 0 : number < 0 ? -1 : h * Columns.Size + w;
            }
        }
    }
}
