using System.Numerics;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Resampling;

namespace CaffeSharpGen.Cpu.Resampling;

/// <summary>
/// Planes of another size: vectors of what lies side by side at each position, 16 channels of a block where N×C×H×W is resized. Backward is
/// the same with transposed taps, so that each element is written once, and threads share none.
/// </summary>
internal sealed unsafe class ResizedPlanes : CpuOperation
{
    // Floats of an output that are worth a task.
    private const int TaskFloats = 4096;

    private readonly bool isBlocked;
    private readonly int planes;
    private readonly int inner;
    private readonly Direction forward;
    private readonly Direction backward;

    public ResizedPlanes(Operations.Resize resize, CpuBinding binding) : base(binding, LayoutOf(resize, binding))
    {
        isBlocked = LayoutOf(resize, binding) == CpuLayout.Blocked;
        Shape input = binding.Input.Shape;
        planes = isBlocked ? input.BatchSize * BlockedView.BlocksOf(input.Channels) : input.CountBetween(0, resize.Axis);
        inner = isBlocked ? BlockedView.Lanes : input.CountFrom(resize.Axis + 2);
        (AxisTaps rows, AxisTaps columns) = resize.Taps(input, binding.Output.Shape);
        forward = new Direction(this, rows, columns);
        backward = new Direction(this, rows.Transposed(), columns.Transposed());
    }

    // A second input gives the size only, in whatever layout.
    protected override void EnsureLayout(CpuBuffer input)
    {
        if (input == Binding.Input)
            base.EnsureLayout(input);
    }

    protected override void RunForward() => forward.Run(Binding.Input, Binding.Output);

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } sizeGradient)
        {
            sizeGradient.MarkWritten(CpuLayout.Plain);
            sizeGradient.Span.Clear();
        }
        if (gradients.Input(0) is { } inputGradient && gradients.Output(0) is { } outputGradient)
            backward.Run(outputGradient, inputGradient);
    }

    private static CpuLayout LayoutOf(Operations.Resize resize, CpuBinding binding) =>
        resize.Axis == 2 && binding.Input.Shape.Rank == 4 ? CpuLayout.Blocked : CpuLayout.Plain;

    private float* Plane(CpuBuffer buffer, int plane, int positions)
    {
        if (!isBlocked)
            return buffer.Pointer + (nint)plane * positions * inner;
        BlockedView view = buffer.Blocked;
        return view.Block(plane / view.Blocks, plane % view.Blocks);
    }

    // One direction: a task is some rows of a plane.
    private sealed class Direction
    {
        private readonly ResizedPlanes owner;
        private readonly AxisTaps rows;
        private readonly AxisTaps columns;
        private readonly Action<int, int> task;
        private readonly int rowsAtOnce;
        private readonly int tasksOfPlane;
        private CpuBuffer? from;
        private CpuBuffer? to;

        public Direction(ResizedPlanes owner, AxisTaps rows, AxisTaps columns)
        {
            (this.owner, this.rows, this.columns) = (owner, rows, columns);
            rowsAtOnce = Math.Clamp(TaskFloats / Math.Max(columns.Outputs * owner.inner, 1), 1, Math.Max(rows.Outputs, 1));
            tasksOfPlane = (rows.Outputs + rowsAtOnce - 1) / rowsAtOnce;
            task = Rows;
        }

        public void Run(CpuBuffer from, CpuBuffer to)
        {
            (this.from, this.to) = (from, to);
            owner.Binding.Workers.For(owner.planes * tasksOfPlane, task);
        }

        private void Rows(int task, int worker)
        {
            int plane = task / tasksOfPlane, first = task % tasksOfPlane * rowsAtOnce;
            float* source = owner.Plane(from!, plane, rows.Inputs * columns.Inputs);
            float* target = owner.Plane(to!, plane, rows.Outputs * columns.Outputs);
            int rowLength = columns.Outputs * owner.inner;
            for (int row = first; row < Math.Min(first + rowsAtOnce, rows.Outputs); row++)
                Row(source, target + (nint)row * rowLength, row);
        }

        private void Row(float* source, float* target, int row)
        {
            int inner = owner.inner;
            ReadOnlySpan<int> rowSources = Taps(rows, row, rows.Sources), starts = columns.Starts, columnSources = columns.Sources;
            ReadOnlySpan<float> rowWeights = Taps(rows, row, rows.Weights), columnWeights = columns.Weights;
            for (int column = 0; column < columns.Outputs; column++, target += inner)
            {
                int begin = starts[column], end = starts[column + 1];
                for (int i = 0; i < inner; i += Vector<float>.Count)
                {
                    Vector<float> sum = default;
                    for (int r = 0; r < rowSources.Length; r++)
                    {
                        float* line = source + (nint)rowSources[r] * columns.Inputs * inner + i;
                        for (int c = begin; c < end; c++)
                        {
                            Vector<float> values = Tail.LoadUpTo(line + (nint)columnSources[c] * inner, inner - i);
                            sum = Vector.FusedMultiplyAdd(values, new Vector<float>(rowWeights[r] * columnWeights[c]), sum);
                        }
                    }
                    Tail.StoreUpTo(sum, target + i, inner - i);
                }
            }
        }

        private static ReadOnlySpan<T> Taps<T>(AxisTaps taps, int output, ReadOnlySpan<T> values) =>
            values[taps.Starts[output]..taps.Starts[output + 1]];
    }
}
