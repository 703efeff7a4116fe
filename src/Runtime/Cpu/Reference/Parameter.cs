using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Parameter"/>.</summary>
internal static class Parameter
{
    public static CpuOperation Prepare(Operations.Parameter parameter, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward() => Binding.Weights[0].Span.CopyTo(Binding.Output.Span);

        protected override void RunBackward(in OperationGradients gradients)
        {
        }
    }
}
