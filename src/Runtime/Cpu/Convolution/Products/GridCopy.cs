using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>Copies an input into an <see cref="InputGrid"/> in the workspace: planes of H×W×lanes, dense.</summary>
internal sealed unsafe class GridCopy
{
    private const int RowsOfTask = 16;

    private readonly InputGrid grid;
    private readonly int lanes;
    private readonly Action<int, int> copy;
    private readonly int bands;
    private float* from;
    private float* to;
    private nint fromImageStride;
    private int planes;

    public GridCopy(InputGrid grid, int lanes)
    {
        (this.grid, this.lanes) = (grid, lanes);
        bands = (grid.Height + RowsOfTask - 1) / RowsOfTask;
        copy = CopyBand;
    }

    public void Run(SessionWorkers workers, float* from, nint fromImageStride, int number, int planes, float* to)
    {
        this.from = from;
        this.to = to;
        (this.fromImageStride, this.planes) = (fromImageStride, planes);
        workers.For(number * planes * bands, copy);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyBand(int task, int worker)
    {
        int first = task % bands * RowsOfTask, plane = task / bands;
        float* source = from + plane / planes * fromImageStride + plane % planes * ((nint)grid.InputHeight * grid.InputWidth * lanes);
        float* row = to + ((nint)plane * grid.Height + first) * grid.Width * lanes;
        for (int y = first; y < Math.Min(first + RowsOfTask, grid.Height); y++, row += (nint)grid.Width * lanes)
        {
            int fromRow = y * grid.StrideH + grid.Top;
            if (fromRow < 0 || fromRow >= grid.InputHeight)
                new Span<float>(row, grid.Width * lanes).Clear();
            else
                CopyRow(source + (nint)fromRow * grid.InputWidth * lanes, row);
        }
    }

    private void CopyRow(float* source, float* row)
    {
        // Places [begin, end) lie within the input.
        int begin = Math.Clamp((-grid.Left + grid.StrideW - 1) / grid.StrideW, 0, grid.Width);
        int end = Math.Clamp((grid.InputWidth - 1 - grid.Left) / grid.StrideW + 1, begin, grid.Width);
        new Span<float>(row, begin * lanes).Clear();
        new Span<float>(row + end * lanes, (grid.Width - end) * lanes).Clear();
        float* first = source + (nint)(begin * grid.StrideW + grid.Left) * lanes;
        if (grid.StrideW == 1)
        {
            new ReadOnlySpan<float>(first, (end - begin) * lanes).CopyTo(new Span<float>(row + begin * lanes, (end - begin) * lanes));
            return;
        }
        for (int x = begin; x < end; x++, first += grid.StrideW * lanes)
            new ReadOnlySpan<float>(first, lanes).CopyTo(new Span<float>(row + x * lanes, lanes));
    }
}
