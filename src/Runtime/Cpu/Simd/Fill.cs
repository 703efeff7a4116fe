using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

public sealed partial record AbsVal { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record ArgMax { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record BatchNorm { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Bias { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Concat { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Convolution { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Copy { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Crop { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Deconvolution { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record ELU { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Eltwise { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Exp { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record InnerProduct { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record LRN { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Log { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record PReLU { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Pooling { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Power { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record ReLU { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Scale { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Sigmoid { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Slice { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record Softmax { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
public sealed partial record TanH { internal override CpuOperation PrepareSimd(CpuBinding binding) => throw new NotSupportedException(); }
