using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.FullyConnected;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cpu.Fusion;

/// <summary>A fully connected layer and a rectifier behind it, if there is one.</summary>
internal sealed unsafe class ProductChain : CpuOperation
{
    private readonly InnerProduct product;
    private readonly WeightMatrix weights;
    private readonly PlainRectifier? rectifier;
    private readonly int vectors;
    private CpuBuffer? beside;

    public ProductChain(InnerProduct product, RectifierSigns? signs, CpuBinding binding) : base(binding)
    {
        this.product = product;
        vectors = binding.Input.Shape.CountBetween(0, product.Axis);
        int length = binding.Input.Shape.CountFrom(product.Axis);
        (int rows, int columns) = product.Transpose ? (length, product.NumOutput) : (product.NumOutput, length);
        weights = WeightMatrix.Create(binding.Weights[0].Pointer, rows, columns, binding.Machine, binding.Workers);
        rectifier = signs is null ? null : new PlainRectifier(signs, binding.Output.Shape);
    }

    public override void Dispose()
    {
        beside?.Dispose();
        weights.Dispose();
    }

    protected override void RunForward()
    {
        float* bias = product.Bias ? Binding.Weights[1].Pointer : null;
        int distinct = AreEqual(Binding.Input.Span) ? 1 : vectors;
        if (product.Transpose)
            weights.TransposedTimes(distinct, Binding.Input.Pointer, bias, Binding.Output.Pointer);
        else
            weights.Times(distinct, Binding.Input.Pointer, bias, Binding.Output.Pointer);
        if (distinct < vectors)
            Repeat(Binding.Output.Span);
        rectifier?.Forward(Binding.Output.Pointer, Binding.Output.Pointer);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } inputGradient || gradients.Output(0) is not { } outputGradient)
            return;
        float* gradient = outputGradient.Pointer;
        if (rectifier is not null)
        {
            // What has to stay as it arrived is rectified beside it.
            float* to = gradients.Outputs[0].MayChange ? gradient : (beside ??= new CpuBuffer(Binding.Output.Shape)).Pointer;
            rectifier.Backward(gradients.Rule, gradient, to);
            gradient = to;
        }
        if (product.Transpose)
            weights.Times(vectors, gradient, bias: null, inputGradient.Pointer);
        else
            weights.TransposedTimes(vectors, gradient, bias: null, inputGradient.Pointer);
    }

    // As where one image is explained many times. A vector's product does not depend on what it is computed with.
    private bool AreEqual(ReadOnlySpan<float> all)
    {
        int length = all.Length / vectors;
        return vectors > 1 && all[length..].SequenceEqual(all[..^length]);
    }

    private void Repeat(Span<float> all)
    {
        int length = all.Length / vectors;
        for (int done = 1; done < vectors; done++)
            all[..length].CopyTo(all[(done * length)..]);
    }
}
