using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Nms"/>.</summary>
internal static class Nms
{
    // How far around a peak the mean goes.
    private const int Reach = 3;

    // x, y and score.
    private const int Columns = 3;

    public static CpuOperation Prepare(Operations.Nms nms, CpuBinding binding) => new Kernel(nms, binding);

    private sealed class Kernel(Operations.Nms nms, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int height = binding.Input.Shape.Height;
        private readonly int width = binding.Input.Shape.Width;

        protected override void RunForward()
        {
            Binding.Output.Span.Clear();
            int plane = height * width, channels = Binding.Input.Shape.Channels, rows = (nms.MaxPeaks + 1) * Columns;
            for (int n = 0; n < Binding.Input.Shape.BatchSize; n++)
            {
                for (int part = 0; part < nms.Parts; part++)
                    FindPeaks((n * channels + part) * plane, Binding.Output.Span.Slice((n * nms.Parts + part) * rows, rows));
            }
        }

        protected override void RunBackward(in OperationGradients gradients) => throw new NotSupportedException("Nms has no gradient");

        private void FindPeaks(int plane, Span<float> peaks)
        {
            int count = 0;
            for (int y = 1; y < height - 1; y++)
            {
                for (int x = 1; x < width - 1; x++)
                {
                    if (!IsPeak(plane, y, x))
                        continue;
                    count++;
                    if (count <= nms.MaxPeaks)
                        WritePeak(plane, y, x, peaks.Slice(count * Columns, Columns));
                }
            }
            peaks[0] = count;
        }

        private bool IsPeak(int plane, int y, int x)
        {
            float value = Binding.Input.Span[plane + y * width + x];
            bool exceeds = value > nms.Threshold;
            for (int i = 0; i < 9 && exceeds; i++)
                exceeds = i == 4 || value > Binding.Input.Span[plane + (y + i / 3 - 1) * width + x + i % 3 - 1];
            return exceeds;
        }

        // As in the fork (nms_layer.cu), the border at 0 does not count, and rows are limited by the width: below a plane that is wider
        // than high, rows of the next plane count.
        private void WritePeak(int plane, int peakY, int peakX, Span<float> peak)
        {
            ReadOnlySpan<float> values = Binding.Input.Span;
            float sumX = 0, sumY = 0, sum = 0;
            for (int y = Math.Max(peakY - Reach, 1); y <= Math.Min(peakY + Reach, width - 1); y++)
            {
                for (int x = Math.Max(peakX - Reach, 1); x <= Math.Min(peakX + Reach, width - 1); x++)
                {
                    int at = plane + y * width + x;
                    float score = at < values.Length ? values[at] : 0;
                    if (score > 0)
                        (sumX, sumY, sum) = (sumX + x * score, sumY + y * score, sum + score);
                }
            }
            (peak[0], peak[1], peak[2]) = (sumX / sum, sumY / sum, values[plane + peakY * width + peakX]);
        }
    }
}
