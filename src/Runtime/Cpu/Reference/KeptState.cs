using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Zeros for <see cref="Operations.KeptState"/>: a network puts what it keeps in their place (<c>KeptStates</c>).</summary>
internal static class KeptState
{
    public static CpuOperation Prepare(Operations.KeptState state, CpuBinding binding) => new Kernel(binding);

    private sealed class Kernel(CpuBinding binding) : CpuOperation(binding)
    {
        protected override void RunForward() => Binding.Output.Span.Clear();

        protected override void RunBackward(in OperationGradients gradients)
        {
        }
    }
}
