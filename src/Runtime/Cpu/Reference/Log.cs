using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Log
{
    internal override CpuOperation PrepareScalar(CpuBinding binding) => new ScalarKernel(this, binding);

    private sealed class ScalarKernel(Log log, CpuBinding binding) : ScalarElementwise(binding)
    {
        protected override double Value(double x) => Math.Log(log.Shift + log.Scale * x) / NaturalLogOfBase;

        protected override double Derivative(double x, double y) => log.Scale / ((log.Shift + log.Scale * x) * NaturalLogOfBase);

        private double NaturalLogOfBase => log.Base == -1 ? 1 : Math.Log(log.Base);
    }
}
