using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.FullyConnected;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Recurrences;

/// <summary>
/// The steps of a <see cref="Recurrence"/>: each a product of the weights with the states of all sequences, by the code of fully connected
/// layers, then what a cell computes, a task for each sequence. The backward pass runs the steps forward again and keeps what they compute:
/// inference needs memory for one step.
/// </summary>
internal sealed unsafe class RecurrentSteps : CpuOperation
{
    private readonly Recurrence recurrence;
    private readonly int length;
    private readonly int width;
    private readonly int sequences;
    private readonly WeightMatrix weights;
    private readonly RecurrentCells cells;
    private readonly Action<int, int> forward;
    private readonly Action<int, int> backward;
    private readonly float[] counts;
    private readonly float[] countGradients;
    private LargeMemory? oneStep;
    private LargeMemory? allSteps;
    private float* products;
    private CellState state;
    private CellGradient gradient;

    public RecurrentSteps(Recurrence recurrence, CpuBinding binding) : base(binding)
    {
        this.recurrence = recurrence;
        length = binding.Weights[0].Shape[^1];
        width = recurrence.Gates * length;
        sequences = binding.Input.Shape.Count / (recurrence.Steps * width);
        (counts, countGradients) = (new float[sequences], new float[sequences]);
        weights = WeightMatrix.Create(binding.Weights[0].Pointer, width, length, binding.Machine, binding.Workers);
        cells = recurrence.Cell == RecurrentCell.LongShortTerm ? new LongShortTermCells(length) : new PlainCells(length);
        (forward, backward) = (ForwardSequence, BackwardSequence);
    }

    private nint StateFloats => (nint)sequences * length;

    private nint SumFloats => (nint)sequences * width;

    public override void Dispose()
    {
        weights.Dispose();
        oneStep?.Dispose();
        allSteps?.Dispose();
    }

    protected override void RunForward()
    {
        oneStep ??= new LargeMemory(2 * SumFloats + 4 * StateFloats);
        float* memory = oneStep.Pointer;
        products = memory + SumFloats;
        // h and c of each step in the place of the last one's: a cell reads an element before it writes it.
        var all = new CellState(memory, products + SumFloats, products + SumFloats + StateFloats, products + SumFloats + 2 * StateFloats);
        float* counted = all.Squashed + StateFloats;
        Begin(all.Hidden, all.Cells);
        for (int step = 0; step < recurrence.Steps; step++)
        {
            Step(step, all, all, counted);
            new ReadOnlySpan<float>(all.Hidden, (int)StateFloats).CopyTo(Binding.Output.Span[(step * (int)StateFloats)..]);
        }
        for (int output = 1; output < Binding.Outputs.Length; output++)
            new ReadOnlySpan<float>(output == 1 ? all.Hidden : all.Cells, (int)StateFloats).CopyTo(Binding.Outputs[output].Span);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        // Of each step gates, h, c and tanh(c), and h and c before the first; products, dh, dc and what goes back through the weights.
        nint steps = recurrence.Steps;
        allSteps ??= new LargeMemory(steps * (SumFloats + StateFloats) + 2 * (steps + 1) * StateFloats + 2 * SumFloats + 4 * StateFloats);
        float* gates = allSteps.Pointer, hidden = gates + steps * SumFloats, all = hidden + (steps + 1) * StateFloats;
        float* squashed = all + (steps + 1) * StateFloats, scratch = squashed + steps * StateFloats;
        products = scratch;
        float* da = products + SumFloats, dh = da + SumFloats, dc = dh + StateFloats, back = dc + StateFloats, counted = back + StateFloats;
        Begin(hidden, all);
        CellState At(nint step) => new(gates + step * SumFloats, hidden + (step + 1) * StateFloats, all + (step + 1) * StateFloats,
            squashed + step * StateFloats);
        var first = new CellState(null, hidden, all, null);
        for (int step = 0; step < steps; step++)
            Step(step, step == 0 ? first : At(step - 1), At(step), counted);
        for (int i = 0; i < gradients.Inputs.Length; i++)
            gradients.Input(i)?.Span.Clear();
        Copy(gradients, 1, dh);
        Copy(gradients, 2, dc);
        for (int step = recurrence.Steps - 1; step >= 0; step--)
        {
            Count(step);
            if (gradients.Output(0) is { } dy)
                Sum.AddTo(new Span<float>(dh, (int)StateFloats), dy.Span.Slice(step * (int)StateFloats, (int)StateFloats));
            CellState before = step == 0 ? first : At(step - 1);
            (state, gradient) = (At(step) with { LastHidden = before.Hidden, LastCells = before.Cells }, new CellGradient(da, dh, dc));
            Binding.Workers.For(sequences, backward);
            weights.TransposedTimes(sequences, da, bias: null, back);
            Give(gradients, step, back);
        }
        Take(gradients, recurrence.StateInput, dh);
        Take(gradients, recurrence.StateInput + 1, dc);
    }

    // What the states before the first step are.
    private void Begin(float* hidden, float* cells)
    {
        Span<float> h = new(hidden, (int)StateFloats), c = new(cells, (int)StateFloats);
        h.Clear();
        c.Clear();
        if (!recurrence.HasState)
            return;
        Binding.Inputs[recurrence.StateInput].Span.CopyTo(h);
        if (recurrence.Cell == RecurrentCell.LongShortTerm)
            Binding.Inputs[recurrence.StateInput + 1].Span.CopyTo(c);
    }

    private void Count(int step)
    {
        for (int n = 0; n < sequences; n++)
        {
            float value = recurrence.HasContinuation ? Binding.Inputs[1].Pointer[(nint)step * sequences + n] : step > 0 ? 1 : 0;
            counts[n] = recurrence.IsBinary && value != 0 ? 1 : value;
        }
    }

    private void Step(int step, CellState before, CellState after, float* counted)
    {
        Count(step);
        for (int n = 0; n < sequences; n++)
        {
            float* from = before.Hidden + (nint)n * length, to = counted + (nint)n * length;
            for (int d = 0; d < length; d++)
                to[d] = counts[n] == 0 ? 0 : counts[n] * from[d];
        }
        weights.Times(sequences, counted, recurrence.Bias ? Binding.Weights[1].Pointer : null, products);
        Sum.AddTo(new Span<float>(products, (int)SumFloats), Binding.Input.Span.Slice(step * (int)SumFloats, (int)SumFloats));
        if (recurrence.HasStatic)
            Sum.AddTo(new Span<float>(products, (int)SumFloats), Binding.Inputs[recurrence.StaticInput].Span);
        new ReadOnlySpan<float>(products, (int)SumFloats).CopyTo(new Span<float>(after.Gates, (int)SumFloats));
        state = after with { LastHidden = before.Hidden, LastCells = before.Cells };
        Binding.Workers.For(sequences, forward);
    }

    private void ForwardSequence(int n, int worker) => cells.Forward(state.Of(n, length, width), counts[n]);

    private void BackwardSequence(int n, int worker) =>
        countGradients[n] = cells.Backward(state.Of(n, length, width), gradient.Of(n, length, width), counts[n]);

    // The gradient of a step's sums goes to the inputs, that of its states to the step before.
    private void Give(in OperationGradients gradients, int step, float* back)
    {
        var da = new ReadOnlySpan<float>(gradient.Sums, (int)SumFloats);
        if (gradients.Input(0) is { } dx)
            da.CopyTo(dx.Span[(step * (int)SumFloats)..]);
        if (recurrence.HasStatic && gradients.Input(recurrence.StaticInput) is { } constant)
            Sum.AddTo(constant.Span, da);
        CpuBuffer? dk = recurrence is { HasContinuation: true, IsBinary: false } ? gradients.Input(1) : null;
        for (int n = 0; n < sequences; n++)
        {
            float* from = back + (nint)n * length, last = state.LastHidden + (nint)n * length, to = gradient.Hidden + (nint)n * length;
            double through = 0;
            for (int d = 0; d < length; d++)
            {
                through += (double)from[d] * last[d];
                to[d] = counts[n] == 0 ? 0 : counts[n] * from[d];
            }
            if (dk is not null)
                dk.Span[step * sequences + n] = (float)(through + countGradients[n]);
        }
    }

    private void Copy(in OperationGradients gradients, int output, float* to)
    {
        var span = new Span<float>(to, (int)StateFloats);
        if (output < gradients.Outputs.Length && gradients.Output(output) is { } given)
            given.Span.CopyTo(span);
        else
            span.Clear();
    }

    private void Take(in OperationGradients gradients, int input, float* from)
    {
        if (recurrence.HasState && input < gradients.Inputs.Length && gradients.Input(input) is { } target)
            new ReadOnlySpan<float>(from, (int)StateFloats).CopyTo(target.Span);
    }
}
