using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record ReLU
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => Chain.Rectify(this, binding);
}
