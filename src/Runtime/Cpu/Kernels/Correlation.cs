using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>
/// Vector kernels for <see cref="Operations.Correlation"/> of single positions and stride 1, which is what FlowNet has: rows of products.
/// Other ones run as plain loops.
/// </summary>
internal static class Correlation
{
    public static CpuOperation Prepare(Operations.Correlation correlation, CpuBinding binding) =>
        correlation is { KernelSize: 1, Stride1: 1, Subtract: false }
            ? new Products(correlation, binding)
            : Reference.Correlation.Prepare(correlation, binding);

    // Forward a task is a row of all displacements, backward a plane of one input.
    private sealed unsafe class Products : CpuOperation
    {
        private readonly Operations.Correlation correlation;
        private readonly Shape input;
        private readonly Shape output;
        private readonly int side;
        private readonly int shift;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backwardFirst;
        private readonly Action<int, int> backwardSecond;
        private CpuBuffer? outputGradient;
        private CpuBuffer? inputGradient;

        public Products(Operations.Correlation correlation, CpuBinding binding) : base(binding)
        {
            this.correlation = correlation;
            (input, output) = (binding.Input.Shape, binding.Output.Shape);
            side = 2 * correlation.Radius + 1;
            // What an output's position is behind, in the first input.
            shift = correlation.MaxDisplacement - correlation.Pad;
            forward = ForwardRow;
            backwardFirst = (plane, _) => BackwardPlane(plane, 0);
            backwardSecond = (plane, _) => BackwardPlane(plane, 1);
        }

        protected override void RunForward() => Binding.Workers.For(output.BatchSize * output.Height, forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            outputGradient = gradients.Output(0);
            for (int i = 0; i < 2; i++)
            {
                inputGradient = gradients.Input(i);
                if (inputGradient is null)
                    continue;
                inputGradient.Span.Clear();
                if (outputGradient is not null)
                    Binding.Workers.For(input.BatchSize * input.Channels, i == 0 ? backwardFirst : backwardSecond);
            }
        }

        private void ForwardRow(int task, int worker)
        {
            int image = task / output.Height, row = task % output.Height;
            for (int channel = 0; channel < output.Channels; channel++)
            {
                float* to = OutputRow(Binding.Output, image, channel, row);
                new Span<float>(to, output.Width).Clear();
                if (!TryPlace(channel, row, out Place place))
                    continue;
                for (int c = 0; c < input.Channels; c++)
                {
                    float* first = InputRow(Binding.Input, image, c, place.Row) + place.Column;
                    float* second = InputRow(Binding.Inputs[1], image, c, place.OtherRow) + place.OtherColumn;
                    AddProducts(to + place.Begin, first, second, place.Count);
                }
                Rows.Map(to, to, to, output.Width, new Scaled(1f / input.Channels));
            }
        }

        private void BackwardPlane(int plane, int which)
        {
            int image = plane / input.Channels, c = plane % input.Channels;
            for (int channel = 0; channel < output.Channels; channel++)
            {
                for (int row = 0; row < output.Height; row++)
                {
                    if (!TryPlace(channel, row, out Place place))
                        continue;
                    float* gradient = OutputRow(outputGradient!, image, channel, row) + place.Begin;
                    (int ownRow, int ownColumn) = which == 0 ? (place.Row, place.Column) : (place.OtherRow, place.OtherColumn);
                    (int otherRow, int otherColumn) = which == 0 ? (place.OtherRow, place.OtherColumn) : (place.Row, place.Column);
                    float* other = InputRow(Binding.Inputs[1 - which], image, c, otherRow) + otherColumn;
                    AddProducts(InputRow(inputGradient!, image, c, ownRow) + ownColumn, gradient, other, place.Count);
                }
            }
            float* whole = InputRow(inputGradient!, image, c, 0);
            Rows.Map(whole, whole, whole, input.Height * input.Width, new Scaled(1f / input.Channels));
        }

        // What of an output's row has both of its elements inside of the inputs.
        private bool TryPlace(int channel, int row, out Place place)
        {
            int right = (channel % side - correlation.Radius) * correlation.Stride2;
            int y = row + shift, other = y + (channel / side - correlation.Radius) * correlation.Stride2;
            int begin = Math.Max(0, Math.Max(-shift, -shift - right));
            int end = Math.Min(output.Width, Math.Min(input.Width - shift, input.Width - shift - right));
            place = new Place(begin, end - begin, y, begin + shift, other, begin + shift + right);
            return end > begin && y >= 0 && y < input.Height && other >= 0 && other < input.Height;
        }

        private float* InputRow(CpuBuffer buffer, int image, int channel, int row) =>
            buffer.Pointer + (((nint)image * input.Channels + channel) * input.Height + row) * input.Width;

        private float* OutputRow(CpuBuffer buffer, int image, int channel, int row) =>
            buffer.Pointer + (((nint)image * output.Channels + channel) * output.Height + row) * output.Width;

        private static void AddProducts(float* to, float* first, float* second, int count)
        {
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Store(Vector.FusedMultiplyAdd(Vector.Load(first + i), Vector.Load(second + i), Vector.Load(to + i)), to + i);
            for (; i < count; i++)
                to[i] = MathF.FusedMultiplyAdd(first[i], second[i], to[i]);
        }

        private readonly record struct Place(int Begin, int Count, int Row, int Column, int OtherRow, int OtherColumn);
    }
}
