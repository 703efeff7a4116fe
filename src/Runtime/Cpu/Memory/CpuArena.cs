namespace CaffeSharpGen.Cpu.Memory;

/// <summary>Memory that the values of a network share by lifetime.</summary>
internal sealed unsafe class CpuArena(long floats) : DeviceArena
{
    private readonly LargeMemory memory = new(floats);

    public float* Pointer => memory.Pointer;

    public override void Dispose() => memory.Dispose();
}
