using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record InnerProduct
{
    internal override CpuOperation PrepareSimd(CpuBinding binding) => new ProductChain(this, signs: null, binding);
}
