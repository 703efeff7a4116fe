using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>Memory of the device; anything is in it at first.</summary>
internal sealed unsafe class DeviceMemory : IDisposable
{
    private readonly DeviceMemoryHandle handle;

    /// <summary>Allocates.</summary>
    /// <param name="context">Where.</param>
    /// <param name="bytes">How much.</param>
    /// <param name="kind">What for.</param>
    /// <exception cref="CudaException">There is not so much; the message says what was asked for and what is free.</exception>
    public DeviceMemory(CudaContext context, nuint bytes, MemoryKind kind = MemoryKind.Values)
    {
        using CudaContext.Turn turn = context.Enter();
        // Whole words, which is what can be cleared.
        nuint whole = Math.Max((bytes + 15) / 16 * 16, 16);
        handle = context.Make(
            () => new DeviceMemoryHandle(context.Handle, () => context.Memory.Add(kind, -(long)whole)), $"cuMemAlloc_v2 of {bytes} bytes",
            made => Driver.cuMemAlloc_v2((ulong*)made, whole));
        context.Memory.Add(kind, (long)whole);
        (Pointer, Bytes) = ((ulong)handle.Value, bytes);
    }

    /// <summary>Allocates memory that is zeros when the stream comes by.</summary>
    /// <inheritdoc cref="DeviceMemory(CudaContext, nuint, MemoryKind)"/>
    public static DeviceMemory OfZeros(CudaContext context, nuint bytes, MemoryKind kind = MemoryKind.Values)
    {
        var memory = new DeviceMemory(context, bytes, kind);
        try
        {
            memory.Clear(context);
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Where it begins.</summary>
    public ulong Pointer { get; }

    /// <summary>How much it is.</summary>
    public nuint Bytes { get; }

    /// <summary>Fills all of it with zeros, on the stream.</summary>
    public void Clear(CudaContext context)
    {
        if (Bytes == 0)
            return;
        using CudaContext.Turn turn = context.Enter();
        context.Require(
            Driver.cuMemsetD32Async(Pointer, 0, (Bytes + 3) / 4, context.Stream), nameof(Driver.cuMemsetD32Async));
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
