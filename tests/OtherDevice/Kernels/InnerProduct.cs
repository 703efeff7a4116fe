namespace CaffeSharpGen.OtherDevice.Kernels;

/// <summary>Fully connected layers. Weights are copied to the device once.</summary>
internal sealed class InnerProduct(Operations.InnerProduct product, NaiveBinding binding) : NaiveOperation(binding)
{
    private readonly float[] weights = binding.Weights[0].Span.ToArray();
    private readonly float[] bias = product.Bias ? binding.Weights[1].Span.ToArray() : new float[product.NumOutput];
    private readonly int vectors = binding.Input.Shape.CountBetween(0, product.Axis);
    private readonly int length = binding.Input.Shape.CountFrom(product.Axis);

    public override bool CanAdd => true;

    protected override void Run()
    {
        for (int v = 0; v < vectors; v++)
        {
            for (int row = 0; row < product.NumOutput; row++)
            {
                double sum = bias[row];
                for (int i = 0; i < length; i++)
                    sum += (double)weights[Index(row, i)] * Binding.Input.Memory[v * length + i];
                Binding.Output.Memory[v * product.NumOutput + row] = (float)sum;
            }
        }
    }

    protected override void RunBackward(ReluRule rule, float[] outputGradient, int input, float[] inputGradient, bool add)
    {
        for (int v = 0; v < vectors; v++)
        {
            for (int i = 0; i < length; i++)
            {
                double sum = add ? inputGradient[v * length + i] : 0;
                for (int row = 0; row < product.NumOutput; row++)
                    sum += (double)weights[Index(row, i)] * outputGradient[v * product.NumOutput + row];
                inputGradient[v * length + i] = (float)sum;
            }
        }
    }

    private int Index(int row, int column) => product.Transpose ? column * product.NumOutput + row : row * length + column;
}
