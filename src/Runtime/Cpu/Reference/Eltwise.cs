using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Eltwise
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    /// <summary>Factor of one input of a sum.</summary>
    private float CoefficientOf(int input) => Coefficients.IsDefaultOrEmpty ? 1 : Coefficients[input];

    private sealed class ScalarKernel(Eltwise eltwise, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void Run()
        {
            Span<float> y = Binding.Output.Span;
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = eltwise.Kind switch
                {
                    EltwiseOperation.Product => (float)ProductWithout(-1, i),
                    EltwiseOperation.Sum => (float)Sum(i),
                    _ => Binding.Inputs[Largest(i)].Span[i],
                };
            }
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            for (int input = 0; input < inputGradients.Length; input++)
            {
                if (inputGradients[input] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                    continue;
                ReadOnlySpan<float> dy = outputGradient.Span;
                Span<float> dx = inputGradient.Span;
                for (int i = 0; i < dx.Length; i++)
                {
                    dx[i] = eltwise.Kind switch
                    {
                        EltwiseOperation.Product => (float)(dy[i] * ProductWithout(input, i)),
                        EltwiseOperation.Sum => dy[i] * eltwise.CoefficientOf(input),
                        _ => Largest(i) == input ? dy[i] : 0,
                    };
                }
            }
        }

        private double Sum(int i)
        {
            double sum = 0;
            for (int input = 0; input < Binding.Inputs.Length; input++)
                sum += (double)eltwise.CoefficientOf(input) * Binding.Inputs[input].Span[i];
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
