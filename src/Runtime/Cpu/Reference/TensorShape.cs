using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Layout;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.TensorShape"/>.</summary>
internal static class TensorShape
{
    public static CpuOperation Prepare(Operations.TensorShape shape, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        // The input may have any layout: no element of it is read.
        protected override void EnsureLayout(CpuBuffer input)
        {
        }

        protected override void RunForward()
        {
            for (int axis = 0; axis < Binding.Input.Shape.Rank; axis++)
                Binding.Output.Span[axis] = Binding.Input.Shape[axis];
        }

        protected override void RunBackward(in OperationGradients gradients) =>
            throw new NotSupportedException("TensorShape has no gradient");
    }
}
