using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Correlation"/>.</summary>
internal static class Correlation
{
    public static CpuOperation Prepare(Operations.Correlation correlation, CpuBinding binding) => new Kernel(correlation, binding);

    private sealed class Kernel(Operations.Correlation correlation, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int height = binding.Input.Shape.Height;
        private readonly int width = binding.Input.Shape.Width;

        private double Count => (double)correlation.KernelSize * correlation.KernelSize * channels;

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.Count; i++)
            {
                double sum = 0;
                Visit(i, (first, second) => sum += correlation.Subtract
                    ? Math.Abs(ValueAt(0, first) - ValueAt(1, second))
                    : IsPadded(first, second) ? 0 : ValueAt(0, first) * ValueAt(1, second));
                Binding.Output.Span[i] = (float)(sum / Count);
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            float[] first = new float[Binding.Input.Shape.Count], second = new float[first.Length];
            if (gradients.Output(0) is { } outputGradient)
            {
                for (int i = 0; i < outputGradient.Shape.Count; i++)
                    Scatter(i, outputGradient.Span[i] / Count, first, second);
            }
            if (gradients.Input(0) is { } firstGradient)
                first.CopyTo(firstGradient.Span);
            if (gradients.Input(1) is { } secondGradient)
                second.CopyTo(secondGradient.Span);
        }

        private void Scatter(int output, double gradient, float[] first, float[] second) => Visit(output, (a, b) =>
        {
            double x = ValueAt(0, a), y = ValueAt(1, b), sign = x >= y ? 1 : -1;
            // Nothing, also against infinity, of which the fork's zeros make NaN.
            if (!correlation.Subtract && IsPadded(a, b))
                return;
            if (a >= 0)
                first[a] += (float)(gradient * (correlation.Subtract ? sign : y));
            if (b >= 0)
                second[b] += (float)(gradient * (correlation.Subtract ? -sign : x));
        });

        private static bool IsPadded(int first, int second) => first < 0 || second < 0;

        private double ValueAt(int input, int index) => index < 0 ? 0 : Binding.Inputs[input].Span[index];

        // The pairs of elements of an output; −1 for one in the padding.
        private void Visit(int output, Action<int, int> pair)
        {
            Shape shape = Binding.Output.Shape;
            int column = output % shape.Width, row = output / shape.Width % shape.Height;
            int channel = output / shape.Width / shape.Height % shape.Channels, image = output / shape.CountFrom(1);
            int side = 2 * correlation.Radius + 1;
            int right = (channel % side - correlation.Radius) * correlation.Stride2;
            int down = (channel / side - correlation.Radius) * correlation.Stride2;
            for (int k = 0; k < correlation.KernelSize * correlation.KernelSize * channels; k++)
            {
                int c = k % channels, offset = k / channels;
                int y = row * correlation.Stride1 + correlation.MaxDisplacement + offset / correlation.KernelSize - correlation.Pad;
                int x = column * correlation.Stride1 + correlation.MaxDisplacement + offset % correlation.KernelSize - correlation.Pad;
                pair(Index(image, c, y, x), Index(image, c, y + down, x + right));
            }
        }

        private int Index(int image, int channel, int y, int x) =>
            y < 0 || x < 0 || y >= height || x >= width ? -1 : ((image * channels + channel) * height + y) * width + x;
    }
}
