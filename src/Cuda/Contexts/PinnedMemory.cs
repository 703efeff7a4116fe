using System.Buffers;
using CaffeSharpGen.Cuda.Interop;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>Memory of the host that the device reads and writes by itself, as floats.</summary>
internal sealed unsafe class PinnedMemory : MemoryManager<float>
{
    private readonly PinnedHandle handle;
    private readonly int count;

    /// <summary>Allocates.</summary>
    /// <param name="context">Where.</param>
    /// <param name="count">Floats.</param>
    public PinnedMemory(CudaContext context, int count)
    {
        this.count = count;
        using CudaContext.Turn turn = context.Enter();
        nuint bytes = (nuint)Math.Max(count, 1) * sizeof(float);
        handle = context.Make(
            () => new PinnedHandle(context.Handle, () => context.Memory.Add(MemoryKind.Pinned, -(long)bytes)),
            $"cuMemHostAlloc of {bytes} bytes", made => Driver.cuMemHostAlloc((void**)made, bytes, 0));
        context.Memory.Add(MemoryKind.Pinned, (long)bytes);
    }

    /// <summary>The first one.</summary>
    public float* Pointer => (float*)handle.Value;

    /// <inheritdoc/>
    public override Span<float> GetSpan() => new(Pointer, count);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(Pointer + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            handle.Dispose();
    }
}
