using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.FlowWarp"/>.</summary>
internal static class FlowWarp
{
    public static CpuOperation Prepare(Operations.FlowWarp warp, CpuBinding binding) => new Kernel(warp, binding);

    private sealed class Kernel(Operations.FlowWarp warp, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int images = binding.Input.Shape.BatchSize;
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int height = binding.Input.Shape.Height;
        private readonly int width = binding.Input.Shape.Width;

        private int Plane => height * width;

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int pixel = 0; pixel < images * Plane; pixel++)
            {
                bool isInside = TryPlace(pixel, out Place place);
                for (int c = 0; c < channels; c++)
                {
                    int plane = PlaneOf(pixel, c);
                    y[plane + pixel % Plane] = isInside ? place.Value(x[plane..]) : warp.FillNotANumber ? float.NaN : 0;
                }
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            Span<float> dx = gradients.Input(0) is { } imageGradient ? imageGradient.Span : default;
            Span<float> dFlow = gradients.Input(1) is { } flowGradient ? flowGradient.Span : default;
            dx.Clear();
            dFlow.Clear();
            if (gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            for (int pixel = 0; pixel < images * Plane; pixel++)
            {
                if (!TryPlace(pixel, out Place place))
                    continue;
                double alongX = 0, alongY = 0;
                for (int c = 0; c < channels; c++)
                {
                    int plane = PlaneOf(pixel, c);
                    float gradient = dy[plane + pixel % Plane];
                    if (!dx.IsEmpty)
                        place.Spread(gradient, dx[plane..]);
                    (double slopeX, double slopeY) = place.Slopes(x[plane..]);
                    (alongX, alongY) = (alongX + gradient * slopeX, alongY + gradient * slopeY);
                }
                if (!dFlow.IsEmpty)
                    (dFlow[FlowOf(pixel)], dFlow[FlowOf(pixel) + Plane]) = ((float)alongX, (float)alongY);
            }
        }

        private int PlaneOf(int pixel, int channel) => (pixel / Plane * channels + channel) * Plane;

        private int FlowOf(int pixel) => pixel / Plane * 2 * Plane + pixel % Plane;

        // Where the flow leads, in single precision as in the fork.
        private bool TryPlace(int pixel, out Place place)
        {
            ReadOnlySpan<float> flow = Binding.Inputs[1].Span;
            float x = pixel % width + flow[FlowOf(pixel)], y = pixel % Plane / width + flow[FlowOf(pixel) + Plane];
            if (!(x >= 0 && y >= 0 && x < width && y < height))
            {
                place = default;
                return false;
            }
            int left = (int)x, top = (int)y;
            place = new Place(
                top * width + left, Math.Min(left + 1, width - 1) - left, (Math.Min(top + 1, height - 1) - top) * width, x - left, y - top);
            return true;
        }
    }

    // Four neighbors: the offset of the first one, the steps to the next ones (0 at the border), and their shares.
    private readonly record struct Place(int Offset, int Right, int Below, double ShareX, double ShareY)
    {
        public float Value(ReadOnlySpan<float> plane) =>
            (float)((1 - ShareY) * Between(plane, Offset) + ShareY * Between(plane, Offset + Below));

        public void Spread(double gradient, Span<float> plane)
        {
            plane[Offset] += (float)(gradient * (1 - ShareX) * (1 - ShareY));
            plane[Offset + Right] += (float)(gradient * ShareX * (1 - ShareY));
            plane[Offset + Below] += (float)(gradient * (1 - ShareX) * ShareY);
            plane[Offset + Below + Right] += (float)(gradient * ShareX * ShareY);
        }

        public (double X, double Y) Slopes(ReadOnlySpan<float> plane) => (
            (1 - ShareY) * ((double)plane[Offset + Right] - plane[Offset])
                + ShareY * ((double)plane[Offset + Below + Right] - plane[Offset + Below]),
            Between(plane, Offset + Below) - Between(plane, Offset));

        private double Between(ReadOnlySpan<float> plane, int at) => (1 - ShareX) * plane[at] + ShareX * plane[at + Right];
    }
}
