using System.Numerics;
using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>
/// A matrix of weights, read where it lies (in the mapped file, perhaps misaligned), times vectors. This is bound by memory: every weight
/// is read once, for all vectors.
/// </summary>
internal sealed unsafe class WeightMatrix
{
    private const int RowsAtOnce = 4;

    // Columns that a thread sums up at a time; they stay in the first-level cache while all rows pass.
    private const int ColumnsAtOnce = 2048;

    private readonly float* weights;
    private readonly int rows;
    private readonly int columns;
    private readonly WorkerPool workers;
    private readonly Action<int, int> dotRows;
    private readonly Action<int, int> addRows;
    private readonly int rowsOfTask;
    private int vectors;
    private float* from;
    private float* to;
    private float* bias;

    public WeightMatrix(float* weights, int rows, int columns, WorkerPool workers)
    {
        this.weights = weights;
        (this.rows, this.columns, this.workers) = (rows, columns, workers);
        (dotRows, addRows) = (DotRows, AddRows);
        rowsOfTask = Math.Clamp((1 << 16) / Math.Max(columns, 1), 1, 64) * RowsAtOnce;
    }

    /// <summary>to[v, r] = bias[r] + Σ_c weights[r, c]·from[v, c].</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">vectors × columns.</param>
    /// <param name="bias">One for each row, or null.</param>
    /// <param name="to">vectors × rows.</param>
    public void Times(int vectors, float* from, float* bias, float* to)
    {
        Take(vectors, from, bias, to);
        workers.For((rows + rowsOfTask - 1) / rowsOfTask, dotRows);
    }

    /// <summary>to[v, c] = bias[c] + Σ_r from[v, r]·weights[r, c]; rows whose factors are all 0 are not read.</summary>
    /// <param name="vectors">Number of vectors.</param>
    /// <param name="from">vectors × rows.</param>
    /// <param name="bias">One for each column, or null.</param>
    /// <param name="to">vectors × columns.</param>
    public void TransposedTimes(int vectors, float* from, float* bias, float* to)
    {
        Take(vectors, from, bias, to);
        workers.For((columns + ColumnsAtOnce - 1) / ColumnsAtOnce, addRows);
    }

    private void Take(int vectors, float* from, float* bias, float* to)
    {
        this.vectors = vectors;
        this.from = from;
        this.bias = bias;
        this.to = to;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DotRows(int task, int worker)
    {
        int end = Math.Min((task + 1) * rowsOfTask, rows);
        for (int r = task * rowsOfTask; r < end; r += RowsAtOnce)
        {
            // The last rows are done again rather than fewer at a time, where there are four.
            int row = rows >= RowsAtOnce ? Math.Min(r, rows - RowsAtOnce) : r;
            for (int v = 0; v < vectors; v++)
            {
                float* x = from + (nint)v * columns, y = to + (nint)v * rows;
                if (rows >= RowsAtOnce)
                    FourDots(weights + (nint)row * columns, x, bias is null ? null : bias + row, y + row);
                else
                {
                    for (int last = row; last < rows; last++)
                        y[last] = (float)(Dot.Product(weights + (nint)last * columns, x, columns) + (bias is null ? 0 : bias[last]));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourDots(float* w, float* x, float* b, float* y)
    {
        int step = Vector<float>.Count, i = 0;
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        float* w1 = w + columns, w2 = w1 + columns, w3 = w2 + columns;
        for (; i <= columns - 2 * step; i += 2 * step)
        {
            Vector<float> x0 = Vector.Load(x + i), x1 = Vector.Load(x + i + step);
            a0 = Vector.FusedMultiplyAdd(Vector.Load(w + i), x0, a0);
            a1 = Vector.FusedMultiplyAdd(Vector.Load(w1 + i), x0, a1);
            a2 = Vector.FusedMultiplyAdd(Vector.Load(w2 + i), x0, a2);
            a3 = Vector.FusedMultiplyAdd(Vector.Load(w3 + i), x0, a3);
            b0 = Vector.FusedMultiplyAdd(Vector.Load(w + i + step), x1, b0);
            b1 = Vector.FusedMultiplyAdd(Vector.Load(w1 + i + step), x1, b1);
            b2 = Vector.FusedMultiplyAdd(Vector.Load(w2 + i + step), x1, b2);
            b3 = Vector.FusedMultiplyAdd(Vector.Load(w3 + i + step), x1, b3);
        }
        double s0 = Vector.Sum(a0 + b0), s1 = Vector.Sum(a1 + b1), s2 = Vector.Sum(a2 + b2), s3 = Vector.Sum(a3 + b3);
        for (; i < columns; i++)
        {
            s0 += (double)w[i] * x[i];
            s1 += (double)w1[i] * x[i];
            s2 += (double)w2[i] * x[i];
            s3 += (double)w3[i] * x[i];
        }
        bool biased = b is not null;
        y[0] = (float)(s0 + (biased ? b[0] : 0));
        y[1] = (float)(s1 + (biased ? b[1] : 0));
        y[2] = (float)(s2 + (biased ? b[2] : 0));
        y[3] = (float)(s3 + (biased ? b[3] : 0));
    }

    private void AddRows(int task, int worker)
    {
        int start = task * ColumnsAtOnce, length = Math.Min(ColumnsAtOnce, columns - start);
        for (int v = 0; v < vectors; v++)
        {
            var sum = new Span<float>(to + (nint)v * columns + start, length);
            if (bias is null)
                sum.Clear();
            else
                new ReadOnlySpan<float>(bias + start, length).CopyTo(sum);
        }
        for (int r = 0; r < rows; r++)
        {
            for (int v = 0; v < vectors; v++)
            {
                float factor = from[(nint)v * rows + r];
                if (factor != 0)
                    Rows.AddScaled(to + (nint)v * columns + start, weights + (nint)r * columns + start, factor, length);
            }
        }
    }
}
