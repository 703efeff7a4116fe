using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Recurrence"/>.</summary>
internal static class Recurrence
{
    public static CpuOperation Prepare(Operations.Recurrence recurrence, CpuBinding binding) => new Kernel(recurrence, binding);

    private sealed class Kernel : CpuOperation
    {
        private readonly Operations.Recurrence recurrence;
        private readonly int length;
        private readonly int width;
        private readonly int sequences;

        // Of each step the gates, behind their functions; the states before the first step and after each.
        private readonly double[] gates;
        private readonly double[] hidden;
        private readonly double[] cells;

        public Kernel(Operations.Recurrence recurrence, CpuBinding binding) : base(binding)
        {
            this.recurrence = recurrence;
            length = binding.Weights[0].Shape[^1];
            width = recurrence.Gates * length;
            sequences = binding.Input.Shape.Count / (recurrence.Steps * width);
            gates = new double[recurrence.Steps * sequences * width];
            hidden = new double[(recurrence.Steps + 1) * sequences * length];
            cells = new double[hidden.Length];
        }

        private bool IsLong => recurrence.Cell == RecurrentCell.LongShortTerm;

        protected override void RunForward()
        {
            Run();
            int states = sequences * length, last = recurrence.Steps * states;
            for (int i = 0; i < last; i++)
                Binding.Output.Span[i] = (float)hidden[states + i];
            for (int output = 1; output < Binding.Outputs.Length; output++)
            {
                for (int i = 0; i < states; i++)
                    Binding.Outputs[output].Span[i] = (float)(output == 1 ? hidden : cells)[last + i];
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            Run();
            for (int i = 0; i < gradients.Inputs.Length; i++)
                gradients.Input(i)?.Span.Clear();
            int states = sequences * length;
            double[] dh = Copy(gradients, 1, states), dc = Copy(gradients, 2, states);
            var da = new double[width];
            for (int step = recurrence.Steps - 1; step >= 0; step--)
            {
                for (int i = 0; i < states && gradients.Output(0) is { } dy; i++)
                    dh[i] += dy.Span[step * states + i];
                for (int n = 0; n < sequences; n++)
                    StepBack(gradients, step, n, dh, dc, da);
            }
            Take(gradients, recurrence.StateInput, dh);
            Take(gradients, recurrence.StateInput + 1, dc);
        }

        private static double[] Copy(in OperationGradients gradients, int output, int count) =>
            output < gradients.Outputs.Length && gradients.Output(output) is { } gradient
                ? [.. gradient.Span.ToArray().Select(value => (double)value)]
                : new double[count];

        private void Take(in OperationGradients gradients, int input, double[] gradient)
        {
            if (!recurrence.HasState || input >= gradients.Inputs.Length || gradients.Input(input) is not { } target)
                return;
            for (int i = 0; i < gradient.Length; i++)
                target.Span[i] = (float)gradient[i];
        }

        private double Counts(int step, int n)
        {
            if (!recurrence.HasContinuation)
                return step > 0 ? 1 : 0;
            float value = Binding.Inputs[1].Span[step * sequences + n];
            return recurrence.IsBinary ? (value != 0 ? 1 : 0) : value;
        }

        private void Run()
        {
            Array.Clear(hidden);
            Array.Clear(cells);
            for (int i = 0; i < sequences * length && recurrence.HasState; i++)
            {
                hidden[i] = Binding.Inputs[recurrence.StateInput].Span[i];
                cells[i] = IsLong ? Binding.Inputs[recurrence.StateInput + 1].Span[i] : 0;
            }
            for (int step = 0; step < recurrence.Steps; step++)
            {
                for (int n = 0; n < sequences; n++)
                    Step(step, n);
            }
        }

        private void Step(int step, int n)
        {
            ReadOnlySpan<float> w = Binding.Weights[0].Span;
            double k = Counts(step, n);
            int before = (step * sequences + n) * length, after = before + sequences * length, at = (step * sequences + n) * width;
            for (int j = 0; j < width; j++)
            {
                double sum = Binding.Input.Span[at + j]
                    + (recurrence.HasStatic ? Binding.Inputs[recurrence.StaticInput].Span[n * width + j] : 0)
                    + (recurrence.Bias ? Binding.Weights[1].Span[j] : 0);
                for (int d = 0; d < length && k != 0; d++)
                    sum += w[j * length + d] * k * hidden[before + d];
                gates[at + j] = j < 3 * length && IsLong ? 1 / (1 + Math.Exp(-sum)) : Math.Tanh(sum);
            }
            for (int d = 0; d < length; d++)
            {
                if (!IsLong)
                {
                    hidden[after + d] = gates[at + d];
                    continue;
                }
                double i = gates[at + d], f = gates[at + length + d], o = gates[at + 2 * length + d], g = gates[at + 3 * length + d];
                cells[after + d] = (k == 0 ? 0 : k * f * cells[before + d]) + i * g;
                hidden[after + d] = o * Math.Tanh(cells[after + d]);
            }
        }

        // Of one step of one sequence; dh and dc of the state after it become those of the state before.
        private void StepBack(in OperationGradients gradients, int step, int n, double[] dh, double[] dc, double[] da)
        {
            ReadOnlySpan<float> w = Binding.Weights[0].Span;
            double k = Counts(step, n), dk = 0;
            int state = n * length, before = (step * sequences + n) * length, after = before + sequences * length;
            int at = (step * sequences + n) * width;
            for (int d = 0; d < length; d++)
            {
                if (!IsLong)
                {
                    da[d] = dh[state + d] * (1 - gates[at + d] * gates[at + d]);
                    continue;
                }
                double i = gates[at + d], f = gates[at + length + d], o = gates[at + 2 * length + d], g = gates[at + 3 * length + d];
                double squashed = Math.Tanh(cells[after + d]), cell = dc[state + d] + dh[state + d] * o * (1 - squashed * squashed);
                da[d] = cell * g * i * (1 - i);
                da[length + d] = cell * k * cells[before + d] * f * (1 - f);
                da[2 * length + d] = dh[state + d] * squashed * o * (1 - o);
                da[3 * length + d] = cell * i * (1 - g * g);
                dk += cell * f * cells[before + d];
                dc[state + d] = cell * k * f;
            }
            for (int d = 0; d < length; d++)
            {
                double sum = 0;
                for (int j = 0; j < width; j++)
                    sum += w[j * length + d] * da[j];
                dk += sum * hidden[before + d];
                dh[state + d] = sum * k;
            }
            for (int j = 0; j < width && gradients.Input(0) is { } dx; j++)
                dx.Span[at + j] = (float)da[j];
            for (int j = 0; j < width && recurrence.HasStatic && gradients.Input(recurrence.StaticInput) is { } fixedGradient; j++)
                fixedGradient.Span[n * width + j] += (float)da[j];
            if (recurrence is { HasContinuation: true, IsBinary: false } && gradients.Input(1) is { } counts)
                counts.Span[step * sequences + n] = (float)dk;
        }
    }
}
