using System.Numerics;
using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Fusion;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Eltwise"/>.</summary>
internal static class Eltwise
{
    public static CpuOperation Prepare(Operations.Eltwise eltwise, CpuBinding binding)
    {
        bool isPlainSum = eltwise.Method == Operations.EltwiseOperation.Sum && eltwise.Coefficients.Length == 0
            && binding.Inputs.Length == 2;
        return isPlainSum && binding.Output.Shape.Rank == 4 ? FusedPointwise.Create(null, null, binding) : new Kernel(eltwise, binding);
    }

    private sealed unsafe class Kernel : CpuOperation
    {
        private readonly Operations.EltwiseOperation kind;
        private readonly float[] coefficients;
        private readonly Action<int, int> forward;
        private readonly Action<int, int> backward;
        private readonly CpuBuffer?[] inputGradients;
        private CpuBuffer? outputGradient;

        public Kernel(Operations.Eltwise eltwise, CpuBinding binding) : base(binding)
        {
            kind = eltwise.Method;
            coefficients = EltwiseCoefficients.Of(eltwise, binding.Inputs.Length);
            inputGradients = new CpuBuffer?[binding.Inputs.Length];
            (forward, backward) = (ForwardChunk, BackwardChunk);
        }

        private int Count => Binding.Output.Shape.Count;

        protected override void RunForward() => Binding.Workers.For(Chunk.Number(Count), forward);

        protected override void RunBackward(in OperationGradients gradients)
        {
            outputGradient = gradients.Output(0);
            for (int input = 0; input < inputGradients.Length; input++)
                inputGradients[input] = gradients.Input(input);
            if (outputGradient is not null)
                Binding.Workers.For(Chunk.Number(Count), backward);
        }

        private void ForwardChunk(int chunk, int worker)
        {
            (int start, int length) = Chunk.Range(chunk, Count);
            for (int i = start; i < start + length; i += Vector<float>.Count)
            {
                int left = start + length - i;
                Put(Binding.Output, i, left, kind switch
                {
                    Operations.EltwiseOperation.Product => ProductWithout(-1, i, left),
                    Operations.EltwiseOperation.Sum => Sum(i, left),
                    _ => Largest(i, left).Value,
                });
            }
        }

        private void BackwardChunk(int chunk, int worker)
        {
            (int start, int length) = Chunk.Range(chunk, Count);
            for (int input = 0; input < inputGradients.Length; input++)
            {
                if (inputGradients[input] is not { } inputGradient)
                    continue;
                for (int i = start; i < start + length; i += Vector<float>.Count)
                {
                    int left = start + length - i;
                    Vector<float> dy = Get(outputGradient!, i, left);
                    Put(inputGradient, i, left, kind switch
                    {
                        Operations.EltwiseOperation.Product => dy * ProductWithout(input, i, left),
                        Operations.EltwiseOperation.Sum => dy * coefficients[input],
                        _ => Vector.ConditionalSelect(
                            Vector.Equals(Largest(i, left).Input, new Vector<int>(input)), dy, Vector<float>.Zero),
                    });
                }
            }
        }

        private Vector<float> Sum(int i, int left)
        {
            // As Caffe begins, so that zeros have its sign.
            Vector<float> sum = Vector<float>.Zero;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                sum += Get(Binding.Inputs[input], i, left) * coefficients[input];
            return sum;
        }

        private Vector<float> ProductWithout(int without, int i, int left)
        {
            Vector<float> product = Vector<float>.One;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                product *= input == without ? Vector<float>.One : Get(Binding.Inputs[input], i, left);
            return product;
        }

        private (Vector<float> Value, Vector<int> Input) Largest(int i, int left)
        {
            Vector<float> first = Get(Binding.Inputs[0], i, left), largest = Get(Binding.Inputs[1], i, left);
            Vector<int> larger = Vector.GreaterThan(first, largest);
            Vector<int> from = Vector.ConditionalSelect(larger, Vector<int>.Zero, Vector<int>.One);
            largest = Vector.ConditionalSelect(larger, first, largest);
            for (int input = 2; input < Binding.Inputs.Length; input++)
            {
                Vector<float> next = Get(Binding.Inputs[input], i, left);
                larger = Vector.GreaterThan(next, largest);
                from = Vector.ConditionalSelect(larger, new Vector<int>(input), from);
                largest = Vector.ConditionalSelect(larger, next, largest);
            }
            return (largest, from);
        }

        private static Vector<float> Get(CpuBuffer buffer, int i, int left) => Tail.LoadUpTo(buffer.Pointer + i, left);

        private static void Put(CpuBuffer buffer, int i, int left, Vector<float> values) =>
            Tail.StoreUpTo(values, buffer.Pointer + i, left);
    }
}
