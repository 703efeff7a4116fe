using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record PReLU
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => Chain.Rectify(this, binding);
}
