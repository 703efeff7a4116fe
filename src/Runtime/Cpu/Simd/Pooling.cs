using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Pooling
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdKernel(this, binding);

    // A task for each plane. The rows of a window are combined as vectors, then its columns one by one: there are few.
    private sealed unsafe class SimdKernel : CpuOperation
    {
        private readonly Pooling pooling;
        private readonly PoolingWindows windows;
        private readonly CpuBuffer rows;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly int planes;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public SimdKernel(Pooling pooling, CpuBinding binding) : base(binding)
        {
            this.pooling = pooling;
            windows = pooling.Windows(binding);
            rows = new CpuBuffer([binding.Workers.Threads, windows.Width]);
            planes = binding.Input.Shape.Number * binding.Input.Shape.Channels;
            bool isMax = pooling.Method == PoolingMethod.Max;
            (forward, backward) = (isMax ? ForwardMax : ForwardAverage, isMax ? BackwardMax : BackwardAverage);
        }

        protected override void Run() => Binding.Workers.For(planes, forward);

        public override void Dispose() => rows.Dispose();

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            (outputGradient, inputGradient) = (outputGradients[0], inputGradients[0]);
            if (inputGradient is null)
                return;
            if (outputGradient is null)
                inputGradient.Span.Clear();
            else
                Binding.Workers.For(planes, backward);
        }

        private void ForwardMax(int plane, int worker)
        {
            float* x = InputPlane(Binding.Input, plane), y = OutputPlane(Binding.Output, plane), row = rows.Pointer + (nint)worker * windows.Width;
            for (int oy = 0; oy < windows.OutputHeight; oy++)
            {
                PoolingWindow first = windows[oy, 0];
                new Span<float>(row, windows.Width).Fill(-float.MaxValue);
                for (int h = first.Top; h < first.Bottom; h++)
                    Rows.Max(row, x + (nint)h * windows.Width, windows.Width);
                for (int ox = 0; ox < windows.OutputWidth; ox++)
                {
                    PoolingWindow window = windows[oy, ox];
                    float largest = -float.MaxValue;
                    for (int w = window.Left; w < window.Right; w++)
                        largest = row[w] > largest ? row[w] : largest;
                    *y++ = largest;
                }
            }
            if (Binding.Outputs.Length > 1)
                PlacesOfMax(x, OutputPlane(Binding.Outputs[1], plane));
        }

        private void PlacesOfMax(float* x, float* places)
        {
            for (int oy = 0; oy < windows.OutputHeight; oy++)
            {
                for (int ox = 0; ox < windows.OutputWidth; ox++)
                    *places++ = PlaceOfMax(x, windows[oy, ox]);
            }
        }

        private void BackwardMax(int plane, int worker)
        {
            float* x = InputPlane(Binding.Input, plane), dx = InputPlane(inputGradient!, plane), dy = OutputPlane(outputGradient!, plane);
            new Span<float>(dx, windows.Height * windows.Width).Clear();
            for (int oy = 0; oy < windows.OutputHeight; oy++)
            {
                for (int ox = 0; ox < windows.OutputWidth; ox++)
                {
                    float gradient = *dy++;
                    if (gradient != 0 && PlaceOfMax(x, windows[oy, ox]) is >= 0 and int place)
                        dx[place] += gradient;
                }
            }
        }

        // The first of equal ones in scan order; −1 where nothing exceeds the lowest number.
        private int PlaceOfMax(float* x, PoolingWindow window)
        {
            int place = -1;
            float largest = -float.MaxValue;
            for (int h = window.Top; h < window.Bottom; h++)
            {
                for (int i = h * windows.Width + window.Left, end = h * windows.Width + window.Right; i < end; i++)
                {
                    if (x[i] > largest)
                        (place, largest) = (i, x[i]);
                }
            }
            return place;
        }

        private void ForwardAverage(int plane, int worker)
        {
            float* x = InputPlane(Binding.Input, plane), y = OutputPlane(Binding.Output, plane), row = rows.Pointer + (nint)worker * windows.Width;
            for (int oy = 0; oy < windows.OutputHeight; oy++)
            {
                PoolingWindow first = windows[oy, 0];
                new Span<float>(row, windows.Width).Clear();
                for (int h = first.Top; h < first.Bottom; h++)
                    Rows.Add(row, x + (nint)h * windows.Width, windows.Width);
                for (int ox = 0; ox < windows.OutputWidth; ox++)
                {
                    PoolingWindow window = windows[oy, ox];
                    float sum = 0;
                    for (int w = window.Left; w < window.Right; w++)
                        sum += row[w];
                    *y++ = sum / window.Area;
                }
            }
        }

        private void BackwardAverage(int plane, int worker)
        {
            float* dx = InputPlane(inputGradient!, plane), dy = OutputPlane(outputGradient!, plane), row = rows.Pointer + (nint)worker * windows.Width;
            new Span<float>(dx, windows.Height * windows.Width).Clear();
            for (int oy = 0; oy < windows.OutputHeight; oy++)
            {
                PoolingWindow first = windows[oy, 0];
                new Span<float>(row, windows.Width).Clear();
                for (int ox = 0; ox < windows.OutputWidth; ox++)
                {
                    PoolingWindow window = windows[oy, ox];
                    float share = *dy++ / window.Area;
                    for (int w = window.Left; w < window.Right; w++)
                        row[w] += share;
                }
                for (int h = first.Top; h < first.Bottom; h++)
                    Rows.Add(dx + (nint)h * windows.Width, row, windows.Width);
            }
        }

        private float* InputPlane(CpuBuffer buffer, int plane) => buffer.Pointer + (nint)plane * windows.Height * windows.Width;

        private float* OutputPlane(CpuBuffer buffer, int plane) => buffer.Pointer + (nint)plane * windows.OutputHeight * windows.OutputWidth;
    }
}
