using CaffeSharpGen.Cpu.Execution;
using CaffeSharpGen.Cpu.Reference.Loops;

namespace CaffeSharpGen.Cpu.Reference;

/// <summary>Plain loops for <see cref="Operations.Log"/>.</summary>
internal static class Log
{
    public static CpuOperation Prepare(Operations.Log log, CpuBinding binding) => new Kernel(log, binding);

    private sealed class Kernel(Operations.Log log, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Log(log.Shift + log.Scale * x) / NaturalLogOfBase;

        protected override double Derivative(double x, double y) => log.Scale / ((log.Shift + log.Scale * x) * NaturalLogOfBase);

        private double NaturalLogOfBase => log.Base == -1 ? 1 : Math.Log(log.Base);
    }
}
