using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ROIPooling"/>.</summary>
internal static class ROIPooling
{
    public static CpuOperation Prepare(Operations.ROIPooling pooling, CpuBinding binding) => new Kernel(pooling, binding);

    private sealed class Kernel(Operations.ROIPooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward()
        {
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < y.Length; i++)
                Largest(i, out y[i]);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            gradients.Input(1)?.Span.Clear();
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < outputGradient.Shape.Count; i++)
            {
                int largest = Largest(i, out _);
                if (largest >= 0)
                    inputGradient.Span[largest] += outputGradient.Span[i];
            }
        }

        // Where in the features the output's element i comes from; −1 for nowhere: an empty bin, or one of NaN.
        private int Largest(int i, out float largest)
        {
            largest = 0;
            Shape x = Binding.Input.Shape;
            int column = i % pooling.PooledW, line = i / pooling.PooledW % pooling.PooledH;
            int plane = i / (pooling.PooledW * pooling.PooledH), channel = plane % x.Channels;
            var region = new Region(Binding.Inputs[1].Span.Slice(plane / x.Channels * Region.Columns, Region.Columns));
            int image = region.ImageOf(x.BatchSize), found = -1;
            if (image < 0)
                return -1;
            RegionBins rows = RegionBins.OfPositions(region.Y1, region.Y2, pooling.SpatialScale, pooling.PooledH, x.Height);
            RegionBins columns = RegionBins.OfPositions(region.X1, region.X2, pooling.SpatialScale, pooling.PooledW, x.Width);
            if (rows.End(line) > rows.First(line) && columns.End(column) > columns.First(column))
                largest = float.MinValue;
            for (int h = rows.First(line); h < rows.End(line); h++)
            {
                for (int w = columns.First(column); w < columns.End(column); w++)
                {
                    int at = ((image * x.Channels + channel) * x.Height + h) * x.Width + w;
                    if (Binding.Input.Span[at] > largest)
                        (largest, found) = (Binding.Input.Span[at], at);
                }
            }
            return found;
        }
    }
}
