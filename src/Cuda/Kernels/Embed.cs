using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.Embed"/>.</summary>
internal static class Embed
{
    public static PreparedOperation Prepare(Operations.Embed embed, CudaBinding binding) => new Rows(embed, binding);

    private sealed class Rows : CudaOperation
    {
        private readonly DeviceWeights table;
        private readonly DeviceWeights? bias;
        private readonly int rows;
        private readonly int length;
        private readonly int fault;

        public Rows(Operations.Embed embed, CudaBinding binding) : base(binding)
        {
            table = DeviceWeights.Of(binding.Session, binding.Weights[0]);
            bias = embed.Bias ? DeviceWeights.Of(binding.Session, binding.Weights[1]) : null;
            (rows, length) = (binding.Weights[0].Shape[^2], binding.Weights[0].Shape[^1]);
            fault = Session.Faults.Register((element, value) =>
                $"Embed finds no row of its table for element {element} of its input, {value}; expected whole numbers 0 … {rows - 1}");
        }

        protected override void RunForward()
        {
            if (Binding.Output.Shape.Count == 0)
                return;
            EmbedArguments arguments = new()
            {
                X = Binding.Input.View,
                Y = Binding.Output.View,
                Table = table.Pointer,
                Bias = bias?.Pointer ?? 0,
                Fault = Session.Faults.Record,
                Rows = rows,
                Length = length,
                Count = Binding.Input.ImageCount,
                Images = Binding.Input.Images,
                Code = fault,
            };
            LaunchRows(new NamedArguments<EmbedArguments, Check>(arguments), 1, 1);
            Launch(new NamedArguments<EmbedArguments, Copy>(arguments), (long)arguments.Count * length, arguments.Images);
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("Embed has no gradient");
    }

    private readonly struct Check : IKernelOf<EmbedArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "embed_check\0"u8;
    }

    private readonly struct Copy : IKernelOf<EmbedArguments>
    {
        public static ReadOnlySpan<byte> Kernel => "embed\0"u8;
    }
}

/// <summary>What both kernels of <see cref="Embed"/> take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EmbedArguments
{
    public View X, Y;
    public ulong Table, Bias, Fault;
    public int Rows, Length;

    /// <summary>Indices of an image.</summary>
    public int Count;

    public int Images;

    /// <summary>What to write into the record of faults.</summary>
    public int Code;
}
