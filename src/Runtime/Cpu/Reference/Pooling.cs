using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Pooling;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Pooling"/>.</summary>
internal static class Pooling
{
    public static CpuOperation Prepare(Operations.Pooling pooling, CpuBinding binding) =>
        pooling.Method == Operations.PoolingMethod.Max ? new Max(pooling, binding) : new Average(pooling, binding);

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
                Binding.Output.Span[i] = (float)(sum / window.Area);
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
                        dx[h * windows.Width + w] += outputGradient.Span[i] / window.Area;
                }
            }
        }

        private PoolingWindow WindowOf(int output) => windows[output % outputPlane / windows.OutputWidth, output % windows.OutputWidth];
    }
}
