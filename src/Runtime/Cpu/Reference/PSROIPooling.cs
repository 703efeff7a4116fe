using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.PSROIPooling"/>.</summary>
internal static class PSROIPooling
{
    public static CpuOperation Prepare(Operations.PSROIPooling pooling, CpuBinding binding) => new Kernel(pooling, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.PSROIPooling pooling;
        private readonly Action<int, int> poolRegion;
        private readonly Action<int, int> spreadOutput;
        private CpuBuffer? gradient;
        private CpuBuffer? into;

        public Kernel(Operations.PSROIPooling pooling, CpuBinding binding) : base(binding)
        {
            this.pooling = pooling;
            (poolRegion, spreadOutput) = (PoolRegion, SpreadOutput);
        }

        private int Group => pooling.GroupSize;

        private int Outputs => Binding.Output.Shape.Channels;

        protected override void RunForward() => Binding.Workers.For(Binding.Output.Shape.BatchSize, poolRegion);

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            (gradient, into) = (outputGradient, inputGradient);
            Binding.Workers.For(Outputs, spreadOutput);
        }

        private void PoolRegion(int region, int worker)
        {
            Span<float> y = Binding.Output.Span.Slice(region * Outputs * Group * Group, Outputs * Group * Group);
            for (int i = 0; i < y.Length; i++)
            {
                Bin bin = BinOf(region, i);
                double sum = 0;
                for (int h = bin.Top; h < bin.Bottom; h++)
                {
                    for (int w = bin.Left; w < bin.Right; w++)
                        sum += Binding.Input.Span[bin.Plane + h * Binding.Input.Shape.Width + w];
                }
                y[i] = bin.Area > 0 ? (float)(sum / bin.Area) : 0;
            }
        }

        // The channels of one output belong to no other one.
        private void SpreadOutput(int output, int worker)
        {
            int bins = Group * Group;
            for (int i = 0; i < Binding.Output.Shape.BatchSize * bins; i++)
            {
                int region = i / bins, element = output * bins + i % bins;
                float dy = gradient!.Span[region * Outputs * bins + element];
                Bin bin = dy == 0 ? default : BinOf(region, element);
                for (int h = bin.Top; h < bin.Bottom; h++)
                {
                    for (int w = bin.Left; w < bin.Right; w++)
                        into!.Span[bin.Plane + h * Binding.Input.Shape.Width + w] += dy / bin.Area;
                }
            }
        }

        private Bin BinOf(int index, int element)
        {
            Shape x = Binding.Input.Shape;
            var region = new Region(Binding.Inputs[1].Span.Slice(index * Region.Columns, Region.Columns));
            int image = region.ImageOf(x.BatchSize), row = element / Group % Group, column = element % Group;
            if (image < 0)
                return default;
            RegionBins rows = RegionBins.OfPixels(region.Y1, region.Y2, pooling.SpatialScale, Group, x.Height);
            RegionBins columns = RegionBins.OfPixels(region.X1, region.X2, pooling.SpatialScale, Group, x.Width);
            // An element's channel has the element's index.
            return new Bin(
                (image * x.Channels + element) * x.Height * x.Width, rows.FirstBetween(row), rows.EndBetween(row),
                columns.FirstBetween(column), columns.EndBetween(column));
        }

        private readonly record struct Bin(int Plane, int Top, int Bottom, int Left, int Right)
        {
            public int Area => Math.Max(Bottom - Top, 0) * Math.Max(Right - Left, 0);
        }
    }
}
