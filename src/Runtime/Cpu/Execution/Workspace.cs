using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Cpu.Threading;

namespace CaffeSharpGen.Cpu.Execution;

/// <summary>What one operation uses while it runs: threads, and memory for the largest demand. A network has one.</summary>
internal sealed unsafe class Workspace(SessionWorkers workers) : IDisposable
{
    private LargeMemory? memory;
    private long floats;

    /// <summary>The threads, under the cancellation of the network's pass.</summary>
    public SessionWorkers Workers { get; } = workers;

    /// <summary>Demands so many floats of an operation that is being prepared.</summary>
    public void Reserve(long floats) => this.floats = Math.Max(this.floats, floats);

    /// <summary>The memory, made when it is first used; contents are whatever the last operation left.</summary>
    public float* Pointer
    {
        get
        {
            if (memory is null || memory.Bytes < floats * sizeof(float))
            {
                memory?.Dispose();
                memory = new LargeMemory(floats);
            }
            return memory.Pointer;
        }
    }

    public void Dispose() => memory?.Dispose();
}
