using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Pooling;

/// <summary>Means over windows of a blocked value.</summary>
internal sealed unsafe class AveragePooling<TVector> : BlockedPooling<TVector>
    where TVector : struct, ITileVector<TVector>
{
    // One by the area, for each window of a plane.
    private readonly LargeMemory factors;

    public AveragePooling(Operations.Pooling pooling, CpuBinding binding) : base(pooling, binding)
    {
        factors = new LargeMemory((long)Rows.Outputs * Columns.Outputs);
        bool isInside = pooling.Method == Operations.PoolingMethod.AverageInside;
        for (int y = 0; y < Rows.Outputs; y++)
        {
            double rows = isInside ? Rows.Inside(y) : Rows.Extent(y);
            for (int x = 0; x < Columns.Outputs; x++)
            {
                int columns = isInside ? Columns.Inside(x) : Columns.Extent(x);
                factors.Pointer[(nint)y * Columns.Outputs + x] = (float)(1 / (rows * columns));
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        factors.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void PoolRow(int image, int block, int row)
    {
        nint window = (nint)row * Columns.Outputs;
        float* from = X.Block(image, block), to = Y.Block(image, block) + window * Lanes;
        for (int lane = 0; lane < Lanes; lane += TVector.Width)
        {
            uint channels = ChannelBits(block) >> lane;
            for (int x = 0; x < Columns.Outputs; x++)
            {
                TVector mean = TVector.Multiply(SumOf(from + lane, row, x), TVector.Broadcast(factors.Pointer[window + x]));
                // A window without positions has no mean; lanes that are no channels are 0 even so.
                TVector.Store(TVector.WhereBits(channels, mean, TVector.Zero), to + (nint)x * Lanes + lane);
            }
        }
    }

    protected override void GatherRow(int image, int block, int row, float* dy) =>
        Gather(new TermsByFactor<TVector>(dy, factors.Pointer), image, block, row);

    // A sum of sums of rows: of a whole plane, their errors are far below that of a running sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector SumOf(float* from, int row, int column)
    {
        int first = Columns.First(column), count = Columns.End(column) - first;
        TVector sum = TVector.Zero;
        for (int y = Rows.First(row); y < Rows.End(row); y++)
        {
            float* x = from + ((nint)y * Columns.Size + first) * Lanes;
            TVector even = TVector.Zero, odd = TVector.Zero;
            int i = 0;
            for (; i < count - 1; i += 2, x += 2 * Lanes)
                (even, odd) = (TVector.Add(even, TVector.Load(x)), TVector.Add(odd, TVector.Load(x + Lanes)));
            if (i < count)
                even = TVector.Add(even, TVector.Load(x));
            sum = TVector.Add(sum, TVector.Add(even, odd));
        }
        return sum;
    }
}
