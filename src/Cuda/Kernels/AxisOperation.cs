using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>An operation on vectors along one axis. Along the axis of the images, all of them are one image to the kernels.</summary>
/// <typeparam name="TForward">The kernel that computes the output.</typeparam>
/// <typeparam name="TGradient">The one that computes the gradient, from the gradient that arrives and the input or the output.</typeparam>
/// <param name="vectors">The vectors of the input.</param>
/// <param name="isAcross">Whether they go across images.</param>
/// <param name="eps">What the kernels get beside.</param>
/// <param name="readsOutput">Whether the gradient's kernel reads the output; else it reads the input.</param>
/// <param name="binding">What it is bound to.</param>
internal sealed class AxisOperation<TForward, TGradient>(
    AxisVectors vectors, bool isAcross, float eps, bool readsOutput, CudaBinding binding)
    : CudaOperation(binding)
    where TForward : IKernelOf<VectorArguments>
    where TGradient : IKernelOf<VectorArguments>
{
    /// <summary>On the vectors along one axis.</summary>
    public AxisOperation(int axis, float eps, bool readsOutput, CudaBinding binding)
        : this(AxisVectors.Of(binding.Input.Shape, axis), axis == 0, eps, readsOutput, binding)
    {
    }

    public override bool CanAdd => true;

    protected override bool NeedsDense => isAcross;

    protected override void RunForward() =>
        LaunchVectors<TForward>(Arguments() with { X = Read(Binding.Input), Y = Write(Binding.Output) });

    protected override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } dx)
            return;
        LaunchVectors<TGradient>(Arguments() with
        {
            X = readsOutput ? default : Read(Binding.Input),
            Y = readsOutput ? Read(Binding.Output) : default,
            Dy = Read(gradients.Output(0)!),
            Dx = Write(dx, gradients.Inputs[0].Add),
            Add = gradients.Inputs[0].Add ? 1 : 0,
        });
    }

    private VectorArguments Arguments() => new() { Eps = eps, Vectors = vectors };

    private void LaunchVectors<TKernel>(VectorArguments arguments)
        where TKernel : IKernelOf<VectorArguments> =>
        LaunchRows(new NamedArguments<VectorArguments, TKernel>(arguments), vectors.Blocks, vectors.Images);
}

/// <summary>How the vectors along an axis lie in an image: Outer × Length × Inner elements; and how blocks share them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AxisVectors
{
    // Below it a block of threads has too little to do for one vector.
    private const int LongVector = 128;

    public int Outer, Length, Inner;

    /// <summary>Vectors of a block: 1, 32 or 256.</summary>
    public int Positions;

    public int Images;

    /// <summary>Blocks of an image.</summary>
    public readonly int Blocks => Length == 0 ? 0 : (int)(((long)Outer * Inner + Positions - 1) / Positions);

    /// <summary>Those of a value.</summary>
    public static AxisVectors Of(Shape shape, int axis) => Of(
        axis == 0 ? 1 : shape[0], axis == 0 ? 1 : shape.CountBetween(1, axis), shape[axis], shape.CountFrom(axis + 1));

    /// <summary>All elements from an axis on as one vector.</summary>
    public static AxisVectors From(Shape shape, int axis) =>
        Of(axis == 0 ? 1 : shape[0], axis <= 1 ? 1 : shape.CountBetween(1, Math.Min(axis, shape.Rank)), shape.CountFrom(axis), 1);

    private static AxisVectors Of(int images, int outer, int length, int inner)
    {
        AxisVectors vectors = new() { Outer = outer, Length = length, Inner = inner, Images = images };
        vectors.Positions = vectors.Inner == 1 && vectors.Length >= LongVector ? 1 : vectors.Length < 16 ? 256 : 32;
        return vectors;
    }
}

/// <summary>What all kernels of vectors take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VectorArguments
{
    public View X, Y, Dy, Dx;
    public AxisVectors Vectors;

    /// <summary>Of the L2 norm.</summary>
    public float Eps;

    public int Add;
}
