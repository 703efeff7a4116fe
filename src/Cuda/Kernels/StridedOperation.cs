using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>
/// An operation whose output has elements of its input, some of them repeatedly, at places that follow from strides. Gradients of repeated
/// elements are summed.
/// </summary>
internal abstract class StridedOperation(CudaBinding binding) : CudaOperation(binding)
{
    /// <summary>The most axes that the kernel goes over.</summary>
    public const int MostAxes = 8;

    public sealed override bool CanAdd => true;

    /// <summary>Count of axes that the output's elements are counted by.</summary>
    protected abstract int Axes { get; }

    /// <summary>An axis: its length, and the floats from one position to the next in the input (0: it repeats) and the output.</summary>
    /// <param name="axis">Which one; the last is the innermost.</param>
    /// <param name="inputImage">Floats between images of the input.</param>
    /// <param name="outputImage">Floats between images of the output.</param>
    protected abstract StridedAxis AxisOf(int axis, long inputImage, long outputImage);

    /// <summary>Where in the input the output's first element is.</summary>
    protected virtual long StartOf(long inputImage) => 0;

    protected sealed override void RunForward()
    {
        View x = Binding.Input.View, y = Binding.Output.View;
        var arguments = new StridedArguments(x.Data + Bytes(StartOf(x.Stride)), y.Data, add: false);
        for (int axis = 0; axis < Axes; axis++)
            arguments.Keep(AxisOf(axis, x.Stride, y.Stride));
        Launch(arguments, arguments.Count, 1);
    }

    protected sealed override void RunBackward(in OperationGradients gradients)
    {
        if (gradients.Input(0) is not { } gradient)
            return;
        View dx = gradient.View, dy = gradients.Output(0)!.View;
        var arguments = new StridedArguments(dy.Data, dx.Data + Bytes(StartOf(dx.Stride)), gradients.Inputs[0].Add);
        for (int axis = 0; axis < Axes; axis++)
        {
            StridedAxis it = AxisOf(axis, dx.Stride, dy.Stride);
            var back = new StridedAxis(it.Length, it.To, it.From);
            if (it.From == 0)
                arguments.Sum(back);
            else
                arguments.Keep(back);
        }
        Launch(arguments, arguments.Count, 1);
    }

    /// <summary>Floats between the positions of an axis of a value, of which images lie apart.</summary>
    protected static long StrideOf(Shape shape, int axis, long image) => axis == 0 ? image : shape.CountFrom(axis + 1);

    private static ulong Bytes(long floats) => (ulong)(floats * sizeof(float));
}

/// <summary>An axis of <see cref="StridedArguments"/>.</summary>
/// <param name="length">Count of positions.</param>
/// <param name="from">Floats between them where is read.</param>
/// <param name="to">Floats between them where is written.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct StridedAxis(int length, long from, long to)
{
    public readonly int Length = length;
    public readonly long From = from;
    public readonly long To = to;
}

/// <summary>
/// Copies, or sums of copies: the elements that are kept are counted by up to eight axes, the terms of a sum by eight others.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StridedArguments : IKernelArguments
{
    public ulong From, To;
    public StridedAxes Kept, Summed;
    public int Count, Terms, Add;

    /// <summary>Of one element.</summary>
    public StridedArguments(ulong from, ulong to, bool add)
    {
        (From, To, Count, Terms, Add) = (from, to, 1, 1, add ? 1 : 0);
        for (int i = 0; i < StridedOperation.MostAxes; i++)
            Kept[i] = Summed[i] = new StridedAxis(1, 0, 0);
    }

    public static ReadOnlySpan<byte> Kernel => "strided\0"u8;

    /// <summary>Counts the elements by one more axis, the innermost.</summary>
    public void Keep(StridedAxis axis)
    {
        Count *= axis.Length;
        Append(ref Kept, axis);
    }

    /// <summary>Counts the terms of each sum by one more axis, the innermost.</summary>
    public void Sum(StridedAxis axis)
    {
        Terms *= axis.Length;
        Append(ref Summed, axis);
    }

    // Axes that follow one another without a gap become one.
    private static void Append(ref StridedAxes axes, StridedAxis axis)
    {
        if (axis.Length == 1)
            return;
        const int Last = StridedOperation.MostAxes - 1;
        StridedAxis outer = axes[Last];
        if (outer.Length > 1 && outer.From == axis.From * axis.Length && outer.To == axis.To * axis.Length)
        {
            axes[Last] = new StridedAxis(outer.Length * axis.Length, axis.From, axis.To);
            return;
        }
        for (int i = 0; i < Last; i++)
            axes[i] = axes[i + 1];
        axes[Last] = axis;
    }
}

/// <summary>The axes of <see cref="StridedArguments"/>.</summary>
[InlineArray(StridedOperation.MostAxes)]
internal struct StridedAxes
{
    private StridedAxis first;
}
