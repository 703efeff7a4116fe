using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;
using CaffeSharpGen.Resampling;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Resize"/>.</summary>
internal static class Resize
{
    /// <summary>Null where images are resized into others.</summary>
    public static PreparedOperation? Prepare(Operations.Resize resize, CudaBinding binding) =>
        resize.Axis > 0 ? new Resized(resize, binding) : null;

    private sealed class Resized : CudaOperation
    {
        private readonly (DeviceTaps Rows, DeviceTaps Columns) forward;
        private readonly (DeviceTaps Rows, DeviceTaps Columns) backward;
        private readonly int planes;
        private readonly int inner;

        public Resized(Operations.Resize resize, CudaBinding binding) : base(binding)
        {
            Shape input = binding.Input.Shape, output = binding.Output.Shape;
            (AxisTaps rows, AxisTaps columns) = resize.Taps(input, output);
            forward = (Of(rows, "rows"), Of(columns, "columns"));
            backward = (Of(rows.Transposed(), "rows back"), Of(columns.Transposed(), "columns back"));
            planes = input.CountBetween(1, resize.Axis);
            inner = input.CountFrom(resize.Axis + 2);

            DeviceTaps Of(AxisTaps taps, string what) => DeviceTaps.Of(
                binding.Session, taps,
                (what, resize, input[resize.Axis], input[resize.Axis + 1], output[resize.Axis], output[resize.Axis + 1]));
        }

        public override bool CanAdd => true;

        protected override void RunForward() => Run(forward, Binding.Input, Binding.Output, add: false);

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Inputs.Length > 1 && gradients.Input(1) is { } size && !gradients.Inputs[1].Add)
                Session.Clear(size);
            if (gradients.Input(0) is { } dx)
                Run(backward, gradients.Output(0)!, dx, gradients.Inputs[0].Add);
        }

        private void Run((DeviceTaps Rows, DeviceTaps Columns) taps, CudaBuffer from, CudaBuffer to, bool add)
        {
            ResizeArguments arguments = new()
            {
                From = from.View,
                To = to.View,
                Rows = taps.Rows.Arguments,
                Columns = taps.Columns.Arguments,
                Planes = planes,
                Inner = inner,
                Add = add ? 1 : 0,
                Images = to.Images,
            };
            Launch(arguments, to.ImageCount, to.Images);
        }
    }
}

/// <summary>The taps of an axis in the memory of the device, for all instances of a network.</summary>
internal sealed class DeviceTaps
{
    private readonly DeviceWeights memory;
    private readonly int taps;

    private DeviceTaps(DeviceWeights memory, AxisTaps axis) =>
        (this.memory, taps, Inputs, Outputs) = (memory, axis.Sources.Length, axis.Inputs, axis.Outputs);

    private int Inputs { get; }

    private int Outputs { get; }

    /// <summary>As kernels get them.</summary>
    public TapsArguments Arguments => new()
    {
        Starts = memory.Pointer,
        Sources = memory.Pointer + (ulong)(Outputs + 1) * sizeof(int),
        Weights = memory.Pointer + (ulong)(Outputs + 1 + taps) * sizeof(int),
        Inputs = Inputs,
        Outputs = Outputs,
    };

    /// <summary>Uploads them: starts, sources, weights.</summary>
    /// <param name="session">Where.</param>
    /// <param name="axis">The taps.</param>
    /// <param name="key">What they follow from, compared by value.</param>
    public static DeviceTaps Of(SessionMemory session, AxisTaps axis, object key) => new(
        DeviceWeights.Made(session, key, () =>
        [
            .. MemoryMarshal.Cast<int, float>(axis.Starts), .. MemoryMarshal.Cast<int, float>(axis.Sources), .. axis.Weights,
        ]),
        axis);
}

/// <summary>The taps of an axis: those of output k are from Starts[k] to Starts[k + 1].</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TapsArguments
{
    public ulong Starts, Sources, Weights;
    public int Inputs, Outputs;
}

/// <summary>Weighted sums of a few elements along two axes: launch it for the elements of an image.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResizeArguments : IKernelArguments
{
    public View From, To;
    public TapsArguments Rows, Columns;
    public int Planes, Inner, Add, Images;

    public static ReadOnlySpan<byte> Kernel => "resize\0"u8;
}
