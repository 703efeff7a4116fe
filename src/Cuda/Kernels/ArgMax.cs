using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Execution;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Kernels for <see cref="Operations.ArgMax"/>.</summary>
internal static class ArgMax
{
    public static PreparedOperation Prepare(Operations.ArgMax argMax, CudaBinding binding) => new Search(argMax, binding);

    private sealed class Search : CudaOperation
    {
        private readonly Operations.ArgMax argMax;
        private readonly AxisVectors vectors;
        private readonly int fault;

        public Search(Operations.ArgMax argMax, CudaBinding binding) : base(binding)
        {
            this.argMax = argMax;
            Shape shape = binding.Input.Shape;
            // Without an axis an image is one vector.
            vectors = argMax.Axis is { } axis
                ? AxisVectors.Of(shape, axis)
                : AxisVectors.Of([shape.BatchSize, shape.CountFrom(Math.Min(1, shape.Rank))], 1);
            fault = Session.Faults.Register((_, _) => "ArgMax cannot order its input: it holds NaN");
        }

        protected override bool NeedsDense => argMax.Axis == 0;

        protected override void RunForward()
        {
            ArgMaxArguments arguments = new()
            {
                X = Read(Binding.Input),
                Y = Write(Binding.Output),
                Fault = Session.Faults.Record,
                Vectors = vectors,
                Top = argMax.TopK,
                HasAxis = argMax.Axis is null ? 0 : 1,
                Values = argMax.OutMaxVal ? 1 : 0,
                Code = fault,
            };
            LaunchRows(arguments, vectors.Blocks, vectors.Images);
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("ArgMax has no gradient");
    }
}

/// <summary>The largest elements of vectors.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ArgMaxArguments : IKernelArguments
{
    public View X, Y;
    public ulong Fault;
    public AxisVectors Vectors;
    public int Top, HasAxis, Values;

    /// <summary>What to write into the record of faults.</summary>
    public int Code;

    public static ReadOnlySpan<byte> Kernel => "arg_max\0"u8;
}
