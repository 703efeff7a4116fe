using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels and cuBLAS for <see cref="Operations.Recurrence"/>.</summary>
internal static class Recurrence
{
    public static PreparedOperation Prepare(Operations.Recurrence recurrence, CudaBinding binding) => new Recurrent(recurrence, binding);

    // Gates and states of all steps stay for the gradient: G is the count of gates' numbers of a sequence, H that of a state.
    private sealed class Recurrent : CudaOperation
    {
        private readonly Operations.Recurrence recurrence;
        private readonly DeviceWeights weights;
        private readonly DeviceWeights? bias;
        private readonly VectorProduct product;
        private readonly VectorProduct transposed;
        private readonly DeviceMemory memory;
        private readonly int length;
        private readonly int sequences;
        private readonly ulong gates;
        private readonly ulong hidden;
        private readonly ulong cells;
        private readonly ulong scaled;
        private DeviceMemory? gradientMemory;

        public Recurrent(Operations.Recurrence recurrence, CudaBinding binding) : base(binding)
        {
            this.recurrence = recurrence;
            length = binding.Weights[0].Shape[^1];
            sequences = binding.Input.Shape.Count / Math.Max(recurrence.Steps * Width, 1);
            weights = DeviceWeights.Of(binding.Session, binding.Weights[0]);
            bias = recurrence.Bias ? DeviceWeights.Of(binding.Session, binding.Weights[1]) : null;
            (product, transposed) = (VectorProduct.Of(Width, length), VectorProduct.Transposed(Width, length));
            long steps = recurrence.Steps, floats = steps * Sums + (2 * steps + 3) * States;
            memory = new DeviceMemory(Context, (nuint)floats * sizeof(float));
            gates = memory.Pointer;
            hidden = At(gates, steps * Sums);
            cells = At(hidden, (steps + 1) * States);
            scaled = At(cells, (steps + 1) * States);
        }

        public override bool CanAdd => true;

        public override string Algorithm => "cuBLAS, step by step";

        // Kernels go over sequences, which are not axis 0.
        protected override bool NeedsDense => true;

        private int Width => recurrence.Gates * length;

        private int States => sequences * length;

        private int Sums => sequences * Width;

        public override void Dispose()
        {
            base.Dispose();
            memory.Dispose();
            gradientMemory?.Dispose();
        }

        protected override void RunForward()
        {
            if (States == 0)
                return;
            for (int state = 0; state < (recurrence.Gates == 1 ? 1 : 2); state++)
                SetState(state == 0 ? hidden : cells, state);
            RecurrenceArguments first = Arguments();
            ulong x = Read(Binding.Input).Data, y = Write(Binding.Output).Data;
            for (int step = 0; step < recurrence.Steps; step++)
            {
                RecurrenceArguments arguments = Of(first, step) with { X = At(x, step * (long)Sums), Y = At(y, step * (long)States) };
                Launch(new NamedArguments<RecurrenceArguments, Sum>(arguments), Sums, 1);
                product.Run(
                    Context, weights.Pointer, new View(scaled, length), new View(arguments.Gates, Width), sequences, 1, add: true);
                Launch(new NamedArguments<RecurrenceArguments, Cell>(arguments), States, 1);
            }
            long last = recurrence.Steps * (long)States;
            for (int output = 1; output < Binding.Outputs.Length; output++)
                CopyState(At(output == 1 ? hidden : cells, last), Write(Binding.Outputs[output]).Data, add: false);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (States == 0)
                return;
            gradientMemory ??= new DeviceMemory(Context, (nuint)(Sums + 4L * States) * sizeof(float));
            ulong da = gradientMemory.Pointer, dh = At(da, Sums), dc = At(dh, States);
            ulong dscaled = At(dc, States), parts = At(dscaled, States);
            SetGradient(gradients, 1, dh);
            SetGradient(gradients, 2, dc);
            RecurrenceArguments first = Arguments() with { Dh = dh, Dc = dc, Da = da, Dscaled = dscaled, Parts = parts };
            ulong dy = gradients.Output(0) is { } arriving ? Read(arriving).Data : 0;
            ulong dx = To(gradients, 0), dfixed = recurrence.HasStatic ? To(gradients, recurrence.StaticInput) : 0;
            ulong dcounts = recurrence.HasContinuation ? To(gradients, 1) : 0;
            if (dcounts != 0 && recurrence.IsBinary)
            {
                // Whatever is not 0 counts 1.
                if (!gradients.Inputs[1].Add)
                    Fill(dcounts, sequences * recurrence.Steps);
                dcounts = 0;
            }
            for (int step = recurrence.Steps - 1; step >= 0; step--)
            {
                RecurrenceArguments arguments = Of(first, step) with
                {
                    Dy = dy == 0 ? 0 : At(dy, step * (long)States),
                    Dx = dx == 0 ? 0 : At(dx, step * (long)Sums),
                    Dfixed = dfixed,
                    Dcounts = dcounts == 0 ? 0 : At(dcounts, step * (long)sequences),
                    AddX = Adds(gradients, 0),
                    AddFixed = step < recurrence.Steps - 1 ? 1 : dfixed == 0 ? 0 : Adds(gradients, recurrence.StaticInput),
                    AddCounts = dcounts == 0 ? 0 : Adds(gradients, 1),
                };
                Launch(new NamedArguments<RecurrenceArguments, Gradient>(arguments), States, 1);
                transposed.Run(Context, weights.Pointer, new View(da, Width), new View(dscaled, length), sequences, 1, add: false);
                LaunchRows(new NamedArguments<RecurrenceArguments, Back>(arguments), sequences, 1);
            }
            for (int state = 0; recurrence.HasState && recurrence.StateInput + state < gradients.Inputs.Length; state++)
            {
                int input = recurrence.StateInput + state;
                if (To(gradients, input) is not 0 and var to)
                    CopyState(state == 0 ? dh : dc, to, Adds(gradients, input) == 1);
            }
        }

        private static ulong At(ulong pointer, long floats) => pointer + (ulong)floats * sizeof(float);

        private static int Adds(in OperationGradients gradients, int input) => gradients.Inputs[input].Add ? 1 : 0;

        private ulong To(in OperationGradients gradients, int input) =>
            gradients.Input(input) is { } gradient ? Write(gradient, gradients.Inputs[input].Add).Data : 0;

        // The state before the first step.
        private void SetState(ulong to, int state)
        {
            if (recurrence.HasState)
                CopyState(Read(Binding.Inputs[recurrence.StateInput + state]).Data, to, add: false);
            else
                Fill(to, States);
        }

        // What arrives at the state after the last step.
        private void SetGradient(in OperationGradients gradients, int output, ulong to)
        {
            if (output < gradients.Outputs.Length && gradients.Output(output) is { } gradient)
                CopyState(Read(gradient).Data, to, add: false);
            else
                Fill(to, States);
        }

        private void CopyState(ulong from, ulong to, bool add)
        {
            AddArguments arguments = new()
            {
                From = new View(from, States),
                Into = new View(to, States),
                Factor = 1,
                Add = add ? 1 : 0,
                Count = States,
                Images = 1,
            };
            Launch(arguments, arguments.Groups, 1);
        }

        private void Fill(ulong to, int count)
        {
            FillArguments arguments = new() { Y = new View(to, count), Count = count, Images = 1 };
            Launch(arguments, arguments.Groups, 1);
        }

        private RecurrenceArguments Arguments() => new()
        {
            Fixed = recurrence.HasStatic ? Read(Binding.Inputs[recurrence.StaticInput]).Data : 0,
            Bias = bias?.Pointer ?? 0,
            Counts = recurrence.HasContinuation ? Read(Binding.Inputs[1]).Data : 0,
            Scaled = scaled,
            Sequences = sequences,
            Length = length,
            GatesPerState = recurrence.Gates,
            IsBinary = recurrence.IsBinary ? 1 : 0,
        };

        private RecurrenceArguments Of(RecurrenceArguments all, int step) => all with
        {
            Counts = all.Counts == 0 ? 0 : At(all.Counts, step * (long)sequences),
            HiddenBefore = At(hidden, step * (long)States),
            CellsBefore = At(cells, step * (long)States),
            HiddenAfter = At(hidden, (step + 1) * (long)States),
            CellsAfter = At(cells, (step + 1) * (long)States),
            Gates = At(gates, step * (long)Sums),
            HasBefore = step > 0 ? 1 : 0,
        };
    }

    private readonly struct Sum : IKernelOf<RecurrenceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "recurrence_sum\0"u8;
    }

    private readonly struct Cell : IKernelOf<RecurrenceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "recurrence_cell\0"u8;
    }

    private readonly struct Gradient : IKernelOf<RecurrenceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "recurrence_gradient\0"u8;
    }

    private readonly struct Back : IKernelOf<RecurrenceArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "recurrence_back\0"u8;
    }
}

/// <summary>What the kernels of a step take: pointers to what is the step's, 0 where there is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RecurrenceArguments
{
    /// <summary>What the step adds, what every step adds to a sequence, and to all; and how much the states before count.</summary>
    public ulong X, Fixed, Bias, Counts;

    /// <summary>States before and after the step, its gates, the states to be multiplied with the weights, and the output.</summary>
    public ulong HiddenBefore, CellsBefore, HiddenAfter, CellsAfter, Gates, Scaled, Y;

    /// <summary>The gradients that arrive, of the states, of the gates' sums, and of the states that were multiplied.</summary>
    public ulong Dy, Dh, Dc, Da, Dscaled;

    /// <summary>Gradients of inputs; and what each element of a state adds to that of the counts.</summary>
    public ulong Dx, Dfixed, Dcounts, Parts;

    public int Sequences, Length, GatesPerState, IsBinary, HasBefore;
    public int AddX, AddFixed, AddCounts;
}
