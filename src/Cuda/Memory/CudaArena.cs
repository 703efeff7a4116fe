using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>Memory that values share, at offsets that the compiler chose.</summary>
internal sealed class CudaArena(CudaContext context, long floats) : DeviceArena
{
    private DeviceMemory? memory;

    /// <summary>Where it begins. It is allocated when it is first needed.</summary>
    public ulong Pointer => (memory ??= DeviceMemory.OfZeros(context, (nuint)floats * sizeof(float))).Pointer;

    /// <inheritdoc/>
    public override void Dispose() => memory?.Dispose();
}
