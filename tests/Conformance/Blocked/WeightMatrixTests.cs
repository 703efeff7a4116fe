using System.Runtime.InteropServices;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.FullyConnected;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Conformance.Blocked;

/// <summary>Matrices times vectors, and their transposes, against sums in double, for every width of vector.</summary>
public sealed unsafe class WeightMatrixTests
{
    private static readonly (int Rows, int Columns)[] sizes =
        [(1, 1), (3, 20), (4, 16), (5, 513), (37, 1030), (300, 70), (1, 4100), (600, 603), (64, 15), (130, 2500), (16, 4096)];

    private static readonly int[] numbersOfVectors = [1, 2, 3, 4, 5, 7, 8, 67];

    public static readonly TheoryData<int, int, int> Cases = new(
        from size in sizes
        from width in new[] { 16, 8, 4 }
        select (size.Rows, size.Columns, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_those_of_plain_loops(int rows, int columns, int width)
    {
        using var device = new CpuDevice(CpuKernels.Simd, 1) { TileWidth = width };
        using var matrix = new Misaligned(rows, columns, device);
        foreach (int vectors in numbersOfVectors)
        {
            float[] x = Values(vectors * columns, 2), z = Values(vectors * rows, 3), biasOfRows = Values(rows, 4), biasOfColumns = Values(columns, 5);
            float[] expected = new float[vectors * rows], expectedTransposed = new float[vectors * columns];
            for (int v = 0; v < vectors; v++)
            {
                for (int r = 0; r < rows; r++)
                    expected[v * rows + r] = (float)(biasOfRows[r] + Enumerable.Range(0, columns).Sum(c => (double)matrix[r, c] * x[v * columns + c]));
                for (int c = 0; c < columns; c++)
                    expectedTransposed[v * columns + c] = (float)(biasOfColumns[c] + Enumerable.Range(0, rows).Sum(r => (double)matrix[r, c] * z[v * rows + r]));
            }
            Close.Relative(expected, matrix.Times(vectors, x, biasOfRows), 1e-6, $"{vectors} vectors");
            Close.Relative(expectedTransposed, matrix.TransposedTimes(vectors, z, biasOfColumns), 1e-6, $"{vectors} vectors, transposed");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Neither_threads_nor_other_vectors_change_a_bit(int rows, int columns, int width)
    {
        using var one = new CpuDevice(CpuKernels.Simd, 1) { TileWidth = width };
        using var three = new CpuDevice(CpuKernels.Simd, 3) { TileWidth = width };
        using Misaligned alone = new(rows, columns, one), shared = new(rows, columns, three);
        foreach (int vectors in numbersOfVectors)
        {
            float[] x = Values(vectors * columns, 6), z = Values(vectors * rows, 7);
            // Of every second vector, most factors are 0.
            for (int i = 0; i < z.Length; i++)
                z[i] = i / rows % 2 == 1 && i % 5 != 0 ? 0 : z[i];
            float[] all = shared.Times(vectors, x, null), allTransposed = shared.TransposedTimes(vectors, z, null);
            for (int v = 0; v < vectors; v++)
            {
                Assert.Equal(alone.Times(1, x[(v * columns)..((v + 1) * columns)], null), all[(v * rows)..((v + 1) * rows)]);
                Assert.Equal(alone.TransposedTimes(1, z[(v * rows)..((v + 1) * rows)], null), allTransposed[(v * columns)..((v + 1) * columns)]);
            }
        }
    }

    [Fact]
    public void Rows_that_no_vector_uses_are_not_read()
    {
        using var device = new CpuDevice(CpuKernels.Simd, 2);
        using var matrix = new Misaligned(700, 90, device);
        for (int row = 0; row < 700; row++)
        {
            for (int column = 0; row is not (3 or 4 or 611) && column < 90; column++)
                matrix[row, column] = float.NaN;
        }
        foreach (int vectors in numbersOfVectors)
        {
            float[] z = new float[vectors * 700], expected = new float[vectors * 90];
            for (int v = 0; v < vectors; v++)
            {
                (z[v * 700 + 3 + v % 2], z[v * 700 + 611]) = (v + 1, 0.5f);
                for (int column = 0; column < 90; column++)
                    expected[v * 90 + column] = (v + 1) * matrix[3 + v % 2, column] + 0.5f * matrix[611, column];
            }
            Close.Relative(expected, matrix.TransposedTimes(vectors, z, null), 1e-6, $"{vectors} vectors");
        }
    }

    [Fact]
    public void Sums_of_many_terms_keep_their_digits()
    {
        float running = 0;
        for (int i = 0; i < 40_000; i++)
            running += 0.1f;
        Assert.False(Math.Abs(running / 4000 - 1) < 2e-5);
        using var device = new CpuDevice(CpuKernels.Simd, 2) { TileWidth = 4 };
        using var matrix = new Misaligned(40_000, 4, device, 0.1f);
        using var wide = new Misaligned(4, 160_000, device, 0.1f);
        float[] ones = new float[160_000];
        Array.Fill(ones, 1);
        Close.Relative([4000, 4000, 4000, 4000], matrix.TransposedTimes(1, ones[..40_000], null), 4e-6);
        Close.Relative([16_000, 16_000, 16_000, 16_000], wide.Times(1, ones, null), 4e-6);
    }

    [Fact]
    public void Nothing_is_allocated_once_it_has_run()
    {
        using var device = new CpuDevice(CpuKernels.Simd, 2);
        using var matrix = new Misaligned(300, 700, device);
        foreach (int vectors in numbersOfVectors)
        {
            float[] x = Values(vectors * 700, 2), y = new float[vectors * 300];
            fixed (float* from = x, to = y)
            {
                matrix.Weights.Times(vectors, from, null, to);
                matrix.Weights.TransposedTimes(vectors, to, null, from);
                // A collection that another test causes meanwhile counts the rest of this thread's piece of the heap: that does not happen five times.
                long least = long.MaxValue;
                for (int run = 0; run < 5 && least > 0; run++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    matrix.Weights.Times(vectors, from, null, to);
                    matrix.Weights.TransposedTimes(vectors, to, null, from);
                    least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                }
                Assert.Equal(0, least);
            }
        }
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
    }

    // Weights as they may lie in a file: at no address that floats have.
    private sealed class Misaligned : IDisposable
    {
        private readonly int rows;
        private readonly int columns;
        private readonly byte* memory;

        public Misaligned(int rows, int columns, CpuDevice device, float value = 0)
        {
            (this.rows, this.columns) = (rows, columns);
            memory = (byte*)NativeMemory.Alloc((nuint)(rows * columns * sizeof(float) + 3));
            float[] values = Values(rows * columns, 1);
            for (int i = 0; i < values.Length; i++)
                Pointer[i] = value == 0 ? values[i] : value;
            Weights = WeightMatrix.Create(Pointer, rows, columns, device, new SessionWorkers(device.Workers));
        }

        public WeightMatrix Weights { get; }

        private float* Pointer => (float*)(memory + 3);

        public float this[int row, int column]
        {
            get => Pointer[row * columns + column];
            set => Pointer[row * columns + column] = value;
        }

        public float[] Times(int vectors, float[] from, float[]? bias)
        {
            float[] result = new float[vectors * rows];
            fixed (float* x = from, b = bias, y = result)
                Weights.Times(vectors, x, b, y);
            return result;
        }

        public float[] TransposedTimes(int vectors, float[] from, float[]? bias)
        {
            float[] result = new float[vectors * columns];
            fixed (float* x = from, b = bias, y = result)
                Weights.TransposedTimes(vectors, x, b, y);
            return result;
        }

        public void Dispose()
        {
            Weights.Dispose();
            NativeMemory.Free(memory);
        }
    }
}
