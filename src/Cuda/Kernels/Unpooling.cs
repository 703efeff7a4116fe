using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Unpooling"/>.</summary>
internal static class Unpooling
{
    public static PreparedOperation Prepare(Operations.Unpooling unpooling, CudaBinding binding) => new Placed(binding);

    private sealed class Placed : CudaOperation
    {
        private readonly DeviceMemory owners;
        private readonly int fault;

        public Placed(CudaBinding binding) : base(binding)
        {
            Shape shape = binding.Output.Shape;
            owners = new DeviceMemory(Context, (nuint)shape.Count * sizeof(int));
            fault = Session.Faults.Register((element, value) =>
                $"unpooling finds the position {value} in element {element} of its mask; expected 0 … {shape.CountFrom(2) - 1}, "
                + $"as its top has planes of {shape.Height}×{shape.Width}: "
                + "it has to be as large as the bottom of the pooling layer that made the mask");
        }

        public override bool CanAdd => true;

        public override void Dispose()
        {
            base.Dispose();
            owners.Dispose();
        }

        protected override void RunForward()
        {
            UnpoolingArguments arguments = Arguments() with { From = Binding.Input.View, To = Binding.Output.View };
            LaunchRows(new NamedArguments<UnpoolingArguments, Check>(arguments), 1, 1);
            LaunchRows(new NamedArguments<UnpoolingArguments, Owners>(arguments), arguments.Planes, arguments.Images);
            Launch(new NamedArguments<UnpoolingArguments, Forwards>(arguments), Binding.Output.ImageCount, arguments.Images);
        }

        protected override void RunBackward(in OperationGradients gradients)
        {
            if (gradients.Input(1) is { } mask && !gradients.Inputs[1].Add)
                Session.Clear(mask);
            if (gradients.Input(0) is not { } dx)
                return;
            UnpoolingArguments arguments = Arguments() with
            {
                From = gradients.Output(0)!.View,
                To = dx.View,
                Add = gradients.Inputs[0].Add ? 1 : 0,
            };
            Launch(new NamedArguments<UnpoolingArguments, Backwards>(arguments), dx.ImageCount, arguments.Images);
        }

        private UnpoolingArguments Arguments() => new()
        {
            Mask = Binding.Inputs[1].View,
            Owners = owners.Pointer,
            Fault = Session.Faults.Record,
            Planes = Binding.Input.Shape.Channels,
            InputPlane = Binding.Input.Shape.CountFrom(2),
            OutputPlane = Binding.Output.Shape.CountFrom(2),
            Images = Binding.Input.Images,
            Code = fault,
        };
    }

    private readonly struct Check : IKernelOf<UnpoolingArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unpooling_check\0"u8;
    }

    private readonly struct Owners : IKernelOf<UnpoolingArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unpooling_owners\0"u8;
    }

    private readonly struct Forwards : IKernelOf<UnpoolingArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unpooling\0"u8;
    }

    private readonly struct Backwards : IKernelOf<UnpoolingArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "unpooling_gradient\0"u8;
    }
}

/// <summary>What the kernels of <see cref="Unpooling"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UnpoolingArguments
{
    /// <summary>The input and the output; of a gradient what arrives and what is written.</summary>
    public View From, To;

    public View Mask;

    /// <summary>For each element of the output which element of its plane of the input stays there, or −1.</summary>
    public ulong Owners;

    public ulong Fault;
    public int Planes, InputPlane, OutputPlane, Add, Images;

    /// <summary>What to write into the record of faults.</summary>
    public int Code;
}
