using CaffeSharpGen.Cpu.Detection;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.ClusterDetections"/>.</summary>
internal static class ClusterDetections
{
    private const int Columns = 5;

    public static CpuOperation Prepare(Operations.ClusterDetections detections, CpuBinding binding) => new Kernel(detections, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.ClusterDetections detections;
        private readonly int rows;
        private readonly int columns;
        private readonly RectangleGroups groups;

        public Kernel(Operations.ClusterDetections detections, CpuBinding binding) : base(binding)
        {
            this.detections = detections;
            rows = Math.Min(detections.ImageHeight / detections.Stride, binding.Input.Shape.Height);
            columns = Math.Min(detections.ImageWidth / detections.Stride, binding.Input.Shape.Width);
            groups = new RectangleGroups(rows * columns, detections.GroupThreshold, detections.Eps);
        }

        protected override void RunForward()
        {
            for (int label = 0; label < Binding.Outputs.Length; label++)
            {
                Binding.Outputs[label].Span.Clear();
                for (int image = 0; image < Binding.Input.Shape.BatchSize; image++)
                {
                    groups.Clear();
                    if (Collect(image, label))
                        Write(Binding.Outputs[label].Span.Slice(image * Operations.ClusterDetections.MostBoxes * Columns));
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("ClusterDetections has no gradient");

        // The boxes of covered cells; whether any number of them is not 0.
        private bool Collect(int image, int label)
        {
            Shape shape = Binding.Input.Shape;
            int plane = shape.Height * shape.Width;
            ReadOnlySpan<float> coverage = Binding.Input.Span.Slice((image * shape.Channels + label) * plane, plane);
            ReadOnlySpan<float> corners = Binding.Inputs[1].Span.Slice(image * 4 * plane, 4 * plane);
            double cellWidth = (double)detections.ImageWidth / (detections.ImageWidth / detections.Stride);
            double cellHeight = (double)detections.ImageHeight / (detections.ImageHeight / detections.Stride);
            bool isAny = false;
            for (int i = 0; i < rows * columns; i++)
            {
                int row = i / columns, column = i % columns, at = row * shape.Width + column;
                if (!(coverage[at] >= detections.Coverage))
                    continue;
                double x1 = corners[at] + column * cellWidth, y1 = corners[plane + at] + row * cellHeight;
                double x2 = corners[2 * plane + at] + column * cellWidth, y2 = corners[3 * plane + at] + row * cellHeight;
                isAny |= x1 != 0 || y1 != 0 || x2 != 0 || y2 != 0;
                groups.Add(new PixelBox((int)x1, (int)y1, (int)(x2 - x1), (int)(y2 - y1)));
            }
            return isAny;
        }

        // Numbers have half precision there.
        private void Write(Span<float> output)
        {
            int row = 0;
            foreach ((PixelBox box, int count) in groups.Find())
            {
                if (box.Height < detections.MinHeight || row == Operations.ClusterDetections.MostBoxes)
                    continue;
                Span<float> into = output.Slice(row++ * Columns, Columns);
                into[0] = (float)(Half)box.X;
                into[1] = (float)(Half)box.Y;
                into[2] = (float)(Half)(box.X + box.Width);
                into[3] = (float)(Half)(box.Y + box.Height);
                into[4] = (float)(Half)Math.Log(count);
            }
        }
    }
}
