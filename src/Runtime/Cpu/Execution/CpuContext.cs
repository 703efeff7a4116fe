using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>What operations know of the session that they are prepared in.</summary>
internal abstract class CpuContext : DeviceSession
{
    protected CpuContext(CpuMachine machine, PackedWeightCache packedWeights)
    {
        (Machine, PackedWeights) = (machine, packedWeights);
        Workers = new SessionWorkers(machine.Workers);
        Workspace = new Workspace(Workers);
    }

    /// <summary>What runs them.</summary>
    public CpuMachine Machine { get; }

    /// <summary>Packed weights, shared by all instances of the network.</summary>
    public PackedWeightCache PackedWeights { get; }

    /// <summary>The machine's threads, under the cancellation of the pass that runs.</summary>
    public SessionWorkers Workers { get; }

    /// <summary>What one operation uses while it runs.</summary>
    public Workspace Workspace { get; }

    public override void Dispose() => Workspace.Dispose();
}
