using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Recurrences;

namespace CaffeSharpGen.Cpu.Kernels;

/// <summary>Vector kernels for <see cref="Operations.Recurrence"/>.</summary>
internal static class Recurrence
{
    public static CpuOperation Prepare(Operations.Recurrence recurrence, CpuBinding binding) => new RecurrentSteps(recurrence, binding);
}
