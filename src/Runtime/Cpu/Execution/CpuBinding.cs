using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Threading;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>What an operation is bound to on the CPU.</summary>
internal sealed record CpuBinding(CpuContext Session, CpuBuffer[] Inputs, CpuBuffer[] Outputs, WeightBlob[] Weights)
{
    public CpuMachine Machine => Session.Machine;

    public CpuBuffer Input => Inputs[0];

    public CpuBuffer Output => Outputs[0];

    /// <summary>The threads, under the cancellation of the session's pass.</summary>
    public SessionWorkers Workers => Session.Workers;

    public WorkerScratch Scratch => Machine.Scratch;
}
