using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Pooling;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.LRN"/>.</summary>
internal static class LRN
{
    public static CpuOperation Prepare(Operations.LRN lrn, CpuBinding binding) =>
        lrn.Region == Operations.LrnRegion.AcrossChannels ? new Across(lrn, binding) : new Within(lrn, binding);

    private sealed class Across(Operations.LRN lrn, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly int channels = binding.Input.Shape.Channels;
        private readonly int plane = binding.Input.Shape.CountFrom(2);
        private readonly int before = (lrn.LocalSize - 1) / 2;

        protected override void RunForward()
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < x.Length; i++)
                y[i] = (float)(x[i] * Math.Pow(Base(i), -lrn.Beta));
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            ReadOnlySpan<float> x = Binding.Input.Span, dy = outputGradient.Span;
            Span<float> dx = inputGradient.Span;
            for (int i = 0; i < x.Length; i++)
            {
                // x[i] takes part in the sums of the channels whose window holds it.
                int channel = i / plane % channels;
                double sum = 0;
                for (int c = Math.Max(channel + before - lrn.LocalSize + 1, 0); c <= Math.Min(channel + before, channels - 1); c++)
                {
                    int j = i + (c - channel) * plane;
                    sum += (double)dy[j] * x[j] * Math.Pow(Base(j), -lrn.Beta - 1);
                }
                dx[i] = (float)(dy[i] * Math.Pow(Base(i), -lrn.Beta) - 2.0 * lrn.Alpha * lrn.Beta / lrn.LocalSize * x[i] * sum);
            }
        }

        // k + alpha/n · Σ x² over the window of the element's channel.
        private double Base(int element)
        {
            ReadOnlySpan<float> x = Binding.Input.Span;
            int channel = element / plane % channels;
            double squares = 0;
            for (int c = Math.Max(channel - before, 0); c < Math.Min(channel - before + lrn.LocalSize, channels); c++)
            {
                double value = x[element + (c - channel) * plane];
                squares += value * value;
            }
            return lrn.K + (double)lrn.Alpha / lrn.LocalSize * squares;
        }
    }

    private sealed class Within(Operations.LRN lrn, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = new(
            binding.Input.Shape, binding.Output.Shape, lrn.LocalSize, lrn.LocalSize, 1, 1,
            (lrn.LocalSize - 1) / 2, (lrn.LocalSize - 1) / 2);

        protected override void RunForward()
        {
            int plane = windows.Height * windows.Width;
            for (int p = 0; p < Binding.Input.Shape.Count / plane; p++)
            {
                ReadOnlySpan<float> x = Binding.Input.Span.Slice(p * plane, plane);
                Span<float> y = Binding.Output.Span.Slice(p * plane, plane);
                for (int i = 0; i < plane; i++)
                    y[i] = (float)(x[i] * Math.Pow(Base(x, i), -lrn.Beta));
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            int plane = windows.Height * windows.Width;
            double[] sums = new double[plane];
            for (int p = 0; p < Binding.Input.Shape.Count / plane; p++)
            {
                ReadOnlySpan<float> x = Binding.Input.Span.Slice(p * plane, plane), dy = outputGradient.Span.Slice(p * plane, plane);
                Span<float> dx = inputGradient.Span.Slice(p * plane, plane);
                Array.Clear(sums);
                for (int i = 0; i < plane; i++)
                {
                    PoolingWindow window = windows[i / windows.Width, i % windows.Width];
                    double share = (double)dy[i] * x[i] * Math.Pow(Base(x, i), -lrn.Beta - 1) / window.Area;
                    for (int h = window.Top; h < window.Bottom; h++)
                    {
                        for (int w = window.Left; w < window.Right; w++)
                            sums[h * windows.Width + w] += share;
                    }
                }
                for (int i = 0; i < plane; i++)
                    dx[i] = (float)(dy[i] * Math.Pow(Base(x, i), -lrn.Beta) - 2.0 * lrn.Alpha * lrn.Beta * x[i] * sums[i]);
            }
        }

        // 1 + alpha · mean of x² over the element's window.
        private double Base(ReadOnlySpan<float> x, int element)
        {
            PoolingWindow window = windows[element / windows.Width, element % windows.Width];
            double squares = 0;
            for (int h = window.Top; h < window.Bottom; h++)
            {
                for (int w = window.Left; w < window.Right; w++)
                    squares += (double)x[h * windows.Width + w] * x[h * windows.Width + w];
            }
            return 1 + lrn.Alpha * squares / window.Area;
        }
    }
}
