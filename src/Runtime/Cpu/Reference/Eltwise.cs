using CaffeSharpGen.Cpu.Elementwise;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Eltwise"/>.</summary>
internal static class Eltwise
{
    public static CpuOperation Prepare(Operations.Eltwise eltwise, CpuBinding binding) => new Kernel(eltwise, binding);

    private sealed class Kernel(Operations.Eltwise eltwise, CpuBinding binding) : CpuOperation(binding)
    {
        private readonly float[] coefficients = EltwiseCoefficients.Of(eltwise, binding.Inputs.Length);

        protected override void RunForward()
        {
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = eltwise.Method switch
                {
                    Operations.EltwiseOperation.Product => (float)ProductWithout(-1, i),
                    Operations.EltwiseOperation.Sum => (float)Sum(i),
                    _ => Binding.Inputs[Largest(i)].Span[i],
                };
            }
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            for (int input = 0; input < gradients.Inputs.Length; input++)
            {
                if (gradients.Input(input) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
                    continue;
                ReadOnlySpan<float> dy = outputGradient.Span;
                Span<float> dx = inputGradient.Span;
                for (int i = 0; i < dx.Length; i++)
                {
                    dx[i] = eltwise.Method switch
                    {
                        Operations.EltwiseOperation.Product => (float)(dy[i] * ProductWithout(input, i)),
                        Operations.EltwiseOperation.Sum => dy[i] * coefficients[input],
                        _ => Largest(i) == input ? dy[i] : 0,
                    };
                }
            }
        }

        private double Sum(int i)
        {
            double sum = 0;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                sum += (double)coefficients[input] * Binding.Inputs[input].Span[i];
            return sum;
        }

        private double ProductWithout(int without, int i)
        {
            double product = 1;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                product *= input == without ? 1 : Binding.Inputs[input].Span[i];
            return product;
        }

        private int Largest(int i)
        {
            int largest = Binding.Inputs[0].Span[i] > Binding.Inputs[1].Span[i] ? 0 : 1;
            for (int input = 2; input < Binding.Inputs.Length; input++)
            {
                if (Binding.Inputs[input].Span[i] > Binding.Inputs[largest].Span[i])
                    largest = input;
            }
            return largest;
        }
    }
}
