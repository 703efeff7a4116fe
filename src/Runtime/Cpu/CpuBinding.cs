using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Cpu;

/// <summary>What an operation is bound to on the CPU.</summary>
internal sealed record CpuBinding(CpuSession Session, CpuBuffer[] Inputs, CpuBuffer[] Outputs, WeightBlob[] Weights)
{
    public CpuDevice Device => Session.Device;

    public CpuBuffer Input => Inputs[0];

    public CpuBuffer Output => Outputs[0];

    /// <summary>The threads, under the cancellation of the session's pass.</summary>
    public SessionWorkers Workers => Session.Workers;

    public WorkerScratch Scratch => Device.Scratch;
}
