using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record Pooling
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => BlockedPooling.Create(this, binding);
}
