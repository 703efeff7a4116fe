using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>
/// The general Scale or Bias: a parameter whose axes are some of the input's, over the others it repeats. It is the second input, or the
/// first weight.
/// </summary>
internal sealed class Broadcast : CudaOperation
{
    private readonly CudaBuffer? parameter;
    private readonly DeviceWeights? weight;
    private readonly DeviceWeights? shift;
    private readonly bool multiplies;
    private readonly int values;
    private readonly int outer;
    private readonly int inner;

    /// <summary>Binds it.</summary>
    /// <param name="axis">The first of the parameter's axes.</param>
    /// <param name="multiplies">Whether it multiplies, rather than adding.</param>
    /// <param name="shift">What is added to a product, or null.</param>
    /// <param name="binding">What it is bound to.</param>
    public Broadcast(int axis, bool multiplies, DeviceWeights? shift, CudaBinding binding) : base(binding)
    {
        (this.multiplies, this.shift) = (multiplies, shift);
        if (binding.Inputs.Length > 1)
            parameter = binding.Inputs[1];
        else
            weight = DeviceWeights.Of(binding.Session, binding.Weights[0]);
        values = Math.Max(parameter?.Shape.Count ?? binding.Weights[0].Shape.Count, 1);
        outer = binding.Input.Shape.CountBetween(0, axis);
        inner = Math.Max(binding.Input.Shape.Count / Math.Max(outer * values, 1), 1);
    }

    public override bool CanAdd => true;

    protected override void RunForward()
    {
        BroadcastArguments arguments = Arguments() with { X = Binding.Input.View, Y = Binding.Output.View };
        Launch(new NamedArguments<BroadcastArguments, Forwards>(arguments), arguments.ImageCount, arguments.Images);
    }

    protected override void RunBackward(in OperationGradients gradients)
    {
        CudaBuffer dy = gradients.Output(0)!;
        if (gradients.Input(0) is { } dx)
        {
            BroadcastArguments arguments = Arguments() with { X = dx.View, Y = dy.View, Add = gradients.Inputs[0].Add ? 1 : 0 };
            Launch(new NamedArguments<BroadcastArguments, Backwards>(arguments), arguments.ImageCount, arguments.Images);
        }
        if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } dp)
            Sum(dy, dp, gradients.Inputs[1].Add);
    }

    private void Sum(CudaBuffer dy, CudaBuffer dp, bool add)
    {
        // A block has one value, or several of which the elements are neighbors.
        int positions = inner > 1 ? 1 : 32;
        BroadcastSumArguments arguments = new()
        {
            X = multiplies ? Binding.Input.View : default,
            Dy = dy.View,
            Parameter = dp.View,
            ImageCount = dy.ImageCount,
            ParameterCount = Math.Max(dp.ImageCount, 1),
            Outer = outer,
            Inner = inner,
            Values = values,
            Positions = positions,
            Add = add ? 1 : 0,
        };
        if (dp.Shape.Count > 0)
            LaunchRows(arguments, (values + positions - 1) / positions, 1);
    }

    private BroadcastArguments Arguments() => new()
    {
        Parameter = parameter?.View ?? new View(weight!.Pointer, values),
        Shift = shift?.Pointer ?? 0,
        Multiply = multiplies ? 1 : 0,
        ImageCount = Binding.Input.ImageCount,
        ParameterCount = parameter is null ? values : Math.Max(parameter.ImageCount, 1),
        Inner = inner,
        Values = values,
        Images = Binding.Input.Images,
    };

    private readonly struct Forwards : IKernelOf<BroadcastArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "broadcast\0"u8;
    }

    private readonly struct Backwards : IKernelOf<BroadcastArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "broadcast_gradient\0"u8;
    }
}

/// <summary>What the kernels of <see cref="Broadcast"/> take that go over its input.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BroadcastArguments
{
    public View X, Y, Parameter;
    public ulong Shift;
    public int Multiply, ImageCount, ParameterCount, Inner, Values, Add, Images;
}

/// <summary>The gradient of the parameter: a sum over its repetitions.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BroadcastSumArguments : IKernelArguments
{
    public View X, Dy, Parameter;
    public int ImageCount, ParameterCount, Outer, Inner, Values, Positions, Add;

    public static ReadOnlySpan<byte> Kernel => "broadcast_sum\0"u8;
}
