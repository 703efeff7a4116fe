using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Pooling;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    public static CpuOperation Prepare(Operations.Pooling pooling, CpuBinding binding) => pooling.Method switch
    {
        Operations.PoolingMethod.Max => new Max(pooling, binding),
        Operations.PoolingMethod.Stochastic => new Stochastic(pooling, binding),
        _ => new Average(pooling, binding),
    };

    private sealed class Max(Operations.Pooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = PoolingWindows.Of(pooling, binding);
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.Count; i++)
            {
                ReadOnlySpan<float> x = Binding.Input.Span.Slice(i / outputPlane * inputPlane, inputPlane);
                int largest = Largest(x, i % outputPlane);
                Binding.Output.Span[i] = largest < 0 ? -float.MaxValue : x[largest];
                if (Binding.Outputs.Length > 1)
                    Binding.Outputs[1].Span[i] = largest;
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient)
                return;
            inputGradient.Span.Clear();
            if (gradients.Output(0) is not { } outputGradient)
                return;
            for (int i = 0; i < outputGradient.Shape.Count; i++)
            {
                int plane = i / outputPlane * inputPlane;
                int largest = Largest(Binding.Input.Span.Slice(plane, inputPlane), i % outputPlane);
                if (largest >= 0)
                    inputGradient.Span[plane + largest] += outputGradient.Span[i];
            }
        }

        // −1 where nothing exceeds the lowest number, as where all is NaN.
        private int Largest(ReadOnlySpan<float> x, int output)
        {
            PoolingWindow window = windows[output / windows.OutputWidth, output % windows.OutputWidth];
            int largest = -1;
            float value = -float.MaxValue;
            for (int h = window.Top; h < window.Bottom; h++)
            {
                for (int w = window.Left; w < window.Right; w++)
                {
                    if (x[h * windows.Width + w] > value)
                        (largest, value) = (h * windows.Width + w, x[h * windows.Width + w]);
                }
            }
            return largest;
        }
    }

    private sealed class Average(Operations.Pooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = PoolingWindows.Of(pooling, binding);
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.Count; i++)
            {
                ReadOnlySpan<float> x = Binding.Input.Span.Slice(i / outputPlane * inputPlane, inputPlane);
                PoolingWindow window = WindowOf(i);
                double sum = 0;
                for (int h = window.Top; h < window.Bottom; h++)
                {
                    for (int w = window.Left; w < window.Right; w++)
                        sum += x[h * windows.Width + w];
                }
                Binding.Output.Span[i] = (float)(sum / AreaOf(window));
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < outputGradient.Shape.Count; i++)
            {
                Span<float> dx = inputGradient.Span.Slice(i / outputPlane * inputPlane, inputPlane);
                PoolingWindow window = WindowOf(i);
                for (int h = window.Top; h < window.Bottom; h++)
                {
                    for (int w = window.Left; w < window.Right; w++)
                        dx[h * windows.Width + w] += outputGradient.Span[i] / AreaOf(window);
                }
            }
        }

        private int AreaOf(PoolingWindow window) =>
            pooling.Method == Operations.PoolingMethod.AverageInside ? window.Inside : window.Area;

        private PoolingWindow WindowOf(int output) => windows[output % outputPlane / windows.OutputWidth, output % windows.OutputWidth];
    }

    private sealed class Stochastic(Operations.Pooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = PoolingWindows.Of(pooling, binding);
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void RunForward()
        {
            for (int i = 0; i < Binding.Output.Shape.Count; i++)
            {
                (double sum, double squares) = Sums(i);
                Binding.Output.Span[i] = sum > 0 ? (float)(squares / sum) : 0;
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                return;
            inputGradient.Span.Clear();
            for (int i = 0; i < outputGradient.Shape.Count; i++)
            {
                (double sum, double squares) = Sums(i);
                if (!(sum > 0))
                    continue;
                int plane = i / outputPlane * inputPlane;
                PoolingWindow window = windows[i % outputPlane / windows.OutputWidth, i % windows.OutputWidth];
                for (int h = window.Top; h < window.Bottom; h++)
                {
                    for (int w = window.Left; w < window.Right; w++)
                    {
                        int at = plane + h * windows.Width + w;
                        inputGradient.Span[at] += (float)(
                            outputGradient.Span[i] * (2 * Binding.Input.Span[at] - squares / sum) / sum);
                    }
                }
            }
        }

        private (double Sum, double Squares) Sums(int output)
        {
            ReadOnlySpan<float> x = Binding.Input.Span.Slice(output / outputPlane * inputPlane, inputPlane);
            PoolingWindow window = windows[output % outputPlane / windows.OutputWidth, output % windows.OutputWidth];
            double sum = 0, squares = 0;
            for (int h = window.Top; h < window.Bottom; h++)
            {
                for (int w = window.Left; w < window.Right; w++)
                {
                    double value = x[h * windows.Width + w];
                    (sum, squares) = (sum + value, squares + value * value);
                }
            }
            return (sum, squares);
        }
    }
}
