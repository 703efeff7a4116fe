using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>A fully connected layer, and one kernel for its bias and a rectifier behind it, if there are any.</summary>
internal sealed class FusedInnerProduct : CudaOperation
{
    private readonly InnerProduct product;
    private readonly DeviceWeights weights;
    private readonly Epilogue epilogue;
    private readonly VectorProduct forward, backward;
    private readonly int images, vectors;

    /// <summary>Prepares it.</summary>
    /// <param name="product">The layer.</param>
    /// <param name="rectifier">What rectifies, or null.</param>
    /// <param name="binding">Its values.</param>
    public FusedInnerProduct(InnerProduct product, Rectifier? rectifier, CudaBinding binding) : base(binding)
    {
        this.product = product;
        Shape shape = binding.Input.Shape;
        int length = shape.CountFrom(product.Axis);
        // The images of the input are apart, unless they are part of one vector.
        images = product.Axis == 0 ? 1 : binding.Input.Images;
        vectors = shape.CountBetween(0, product.Axis) / images;
        weights = DeviceWeights.Of(binding.Session, binding.Weights[0]);
        (forward, backward) = product.Transpose
            ? (VectorProduct.Transposed(length, product.NumOutput), VectorProduct.Of(length, product.NumOutput))
            : (VectorProduct.Of(product.NumOutput, length), VectorProduct.Transposed(product.NumOutput, length));
        epilogue = new Epilogue
        {
            Shifts = product.Bias ? DeviceWeights.Of(binding.Session, binding.Weights[1]) : null,
            Rectifier = rectifier,
            Channels = (1, product.NumOutput),
            Sizes = (vectors * product.NumOutput, images),
        };
    }

    /// <inheritdoc/>
    public override bool CanAdd => true;

    /// <inheritdoc/>
    public override string Algorithm => "cuBLAS";

    /// <inheritdoc/>
    protected override bool NeedsDense => product.Axis == 0;

    /// <summary>Whether a rectifier behind a product has the same channels and images, so that one kernel serves both.</summary>
    public static bool Joins(InnerProduct product, Operation rectifier) =>
        product.Axis == 1 || (product.Axis > 1 && rectifier is not PReLU);

    /// <inheritdoc/>
    protected override void RunForward()
    {
        View output = Write(Binding.Output);
        forward.Run(Context, weights.Pointer, Read(Binding.Input), output, images, vectors, add: false);
        epilogue.Forward(Context, output, output, residual: null);
    }

    /// <inheritdoc/>
    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } input)
            return;
        OutputGradient arriving = gradients.Outputs[0];
        View gradient = Read(gradients.Output(0)!);
        if (epilogue.Rectifier is not null && !arriving.IsRectified)
        {
            View to = RectifiedGradient.PlaceOf(Session, arriving);
            epilogue.Gradient(Context, new GradientRun { Arriving = gradient, Rule = gradients.Rule, X = to });
            gradient = to;
        }
        bool add = gradients.Inputs[0].Add;
        backward.Run(Context, weights.Pointer, gradient, Write(input, add), images, vectors, add);
    }
}
