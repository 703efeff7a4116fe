using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Constant"/>.</summary>
internal static class Constant
{
    public static CpuOperation Prepare(Operations.Constant constant, CpuBinding binding) => new Kernel(constant, binding);

    private sealed class Kernel(Operations.Constant constant, CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward() => Binding.Output.Span.Fill(constant.Value);

        protected override void RunBackward(in OperationGradients gradients)
        {
        }
    }
}
