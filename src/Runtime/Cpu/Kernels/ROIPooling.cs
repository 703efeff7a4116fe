using System.Numerics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.ROIPooling"/>: the lanes of a block of channels together.</summary>
internal static class ROIPooling
{
    public static CpuOperation Prepare(Operations.ROIPooling pooling, CpuBinding binding) => new Kernel(pooling, binding);

    private sealed unsafe class Kernel : CpuOperation
    {
        private const int Lanes = BlockedView.Lanes;

        private readonly Operations.ROIPooling pooling;
        private readonly Action<int, int> poolBlock;
        private readonly Action<int, int> spreadBlock;
        private BlockedView gradient;
        private BlockedView into;

        public Kernel(Operations.ROIPooling pooling, CpuBinding binding) : base(binding, CpuLayout.Blocked)
        {
            this.pooling = pooling;
            (poolBlock, spreadBlock) = (PoolBlock, SpreadBlock);
        }

        private BlockedView X => Binding.Input.Blocked;

        private int Count => Binding.Inputs[1].Shape.BatchSize;

        // Regions are plain.
        protected override void EnsureLayout(CpuBuffer input) =>
            input.EnsureLayout(input == Binding.Inputs[1] ? CpuLayout.Plain : CpuLayout.Blocked);

        protected override void RunForward() => Binding.Workers.For(Count * X.Blocks, poolBlock);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(1) is { } regions)
            {
                regions.MarkWritten(CpuLayout.Plain);
                regions.Span.Clear();
            }
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            (gradient, into) = (outputGradient.Blocked, inputGradient.Blocked);
            Binding.Workers.For(X.Blocks, spreadBlock);
        }

        private void PoolBlock(int index, int worker)
        {
            int region = index / X.Blocks, block = index % X.Blocks;
            float* y = Binding.Output.Blocked.Block(region, block);
            int image = BinsOf(region, out RegionBins rows, out RegionBins columns);
            if (image < 0)
            {
                new Span<float>(y, pooling.PooledH * pooling.PooledW * Lanes).Clear();
                return;
            }
            float* x = X.Block(image, block);
            for (int row = 0; row < pooling.PooledH; row++)
            {
                for (int column = 0; column < pooling.PooledW; column++, y += Lanes)
                    Pool(x, y, rows.First(row), rows.End(row), columns.First(column), columns.End(column));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Pool(float* x, float* y, int top, int bottom, int left, int right)
        {
            for (int lane = 0; lane < Lanes; lane += Vector<float>.Count)
            {
                Vector<float> largest = bottom > top && right > left ? new Vector<float>(float.MinValue) : default;
                for (int h = top; h < bottom; h++)
                {
                    for (int w = left; w < right; w++)
                    {
                        Vector<float> value = Vector.Load(x + ((nint)h * X.Width + w) * Lanes + lane);
                        largest = Vector.ConditionalSelect(Vector.GreaterThan(value, largest), value, largest);
                    }
                }
                Vector.Store(largest, y + lane);
            }
        }

        // A block of channels for all regions: no other task writes there.
        private void SpreadBlock(int block, int worker)
        {
            for (int image = 0; image < into.Number; image++)
                new Span<float>(into.Block(image, block), (int)into.Positions * Lanes).Clear();
            for (int region = 0; region < Count; region++)
            {
                int image = BinsOf(region, out RegionBins rows, out RegionBins columns);
                if (image < 0)
                    continue;
                float* x = X.Block(image, block), dx = into.Block(image, block), dy = gradient.Block(region, block);
                for (int bin = 0; bin < pooling.PooledH * pooling.PooledW; bin++, dy += Lanes)
                {
                    int row = bin / pooling.PooledW, column = bin % pooling.PooledW;
                    for (int lane = 0; lane < Lanes; lane++)
                    {
                        if (dy[lane] == 0)
                            continue;
                        nint largest = Largest(x + lane, rows.First(row), rows.End(row), columns.First(column), columns.End(column));
                        if (largest >= 0)
                            dx[largest + lane] += dy[lane];
                    }
                }
            }
        }

        private nint Largest(float* x, int top, int bottom, int left, int right)
        {
            float largest = float.MinValue;
            nint found = -1;
            for (int h = top; h < bottom; h++)
            {
                for (int w = left; w < right; w++)
                {
                    nint at = ((nint)h * X.Width + w) * Lanes;
                    if (x[at] > largest)
                        (largest, found) = (x[at], at);
                }
            }
            return found;
        }

        private int BinsOf(int index, out RegionBins rows, out RegionBins columns)
        {
            var region = new Region(Binding.Inputs[1].Span.Slice(index * Region.Columns, Region.Columns));
            rows = RegionBins.OfPositions(region.Y1, region.Y2, pooling.SpatialScale, pooling.PooledH, X.Height);
            columns = RegionBins.OfPositions(region.X1, region.X2, pooling.SpatialScale, pooling.PooledW, X.Width);
            return region.ImageOf(X.Number);
        }
    }
}
