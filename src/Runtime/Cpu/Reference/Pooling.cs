using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Pooling
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) =>
        Method == PoolingMethod.Max ? new ScalarMax(this, binding) : new ScalarAverage(this, binding);

    private PoolingWindows Windows(CpuBinding binding) =>
        new(binding.Input.Shape, binding.Output.Shape, KernelH, KernelW, StrideH, StrideW, PadH, PadW);

    private sealed class ScalarMax(Pooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = pooling.Windows(binding);
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void Run()
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

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient)
                return;
            inputGradient.Span.Clear();
            if (outputGradients[0] is not { } outputGradient)
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

    private sealed class ScalarAverage(Pooling pooling, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly PoolingWindows windows = pooling.Windows(binding);
        private readonly int inputPlane = binding.Input.Shape.CountFrom(2);
        private readonly int outputPlane = binding.Output.Shape.CountFrom(2);

        protected override void Run()
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

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
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
