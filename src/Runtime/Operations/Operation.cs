using CaffeSharpGen.Cpu;

namespace CaffeSharpGen.Operations;

/// <summary>
/// What one layer computes: its constant arguments, nothing else. Shapes come from the buffers it is bound to, weights
/// from the file. A record per operation, with one partial file for each device that implements it: a new operation
/// that lacks a device's half does not compile.
/// </summary>
public abstract partial record Operation
{
    /// <summary>Whether gradients can flow back through it.</summary>
    public virtual bool IsDifferentiable => true;

    /// <summary>Whether what it computes for one image of a batch depends on the others.</summary>
    internal virtual bool MixesImages => false;

    internal abstract CpuOperation PrepareScalar(CpuBinding binding);

    internal abstract CpuOperation PrepareSimd(CpuBinding binding);
}
