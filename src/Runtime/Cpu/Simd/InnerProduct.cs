using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record InnerProduct
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new SimdKernel(this, binding);

    private sealed unsafe class SimdKernel : CpuOperation
    {
        private readonly InnerProduct product;
        private readonly WeightMatrix weights;
        private readonly int vectors;

        public SimdKernel(InnerProduct product, CpuBinding binding) : base(binding)
        {
            this.product = product;
            vectors = binding.Input.Shape.CountBetween(0, product.Axis);
            int length = binding.Input.Shape.CountFrom(product.Axis);
            (int rows, int columns) = product.Transpose ? (length, product.NumOutput) : (product.NumOutput, length);
            weights = new WeightMatrix(binding.Weights[0].Pointer, rows, columns, binding.Workers);
        }

        public override void Forward()
        {
            float* bias = product.Bias ? Binding.Weights[1].Pointer : null;
            if (product.Transpose)
                weights.TransposedTimes(vectors, Binding.Input.Pointer, bias, Binding.Output.Pointer);
            else
                weights.Times(vectors, Binding.Input.Pointer, bias, Binding.Output.Pointer);
        }

        protected override void Backward(ReluRule rule, CpuBuffer?[] outputGradients, CpuBuffer?[] inputGradients)
        {
            if (inputGradients[0] is not { } inputGradient || outputGradients[0] is not { } outputGradient)
                return;
            if (product.Transpose)
                weights.Times(vectors, outputGradient.Pointer, bias: null, inputGradient.Pointer);
            else
                weights.TransposedTimes(vectors, outputGradient.Pointer, bias: null, inputGradient.Pointer);
        }
    }
}
