using System.Runtime.InteropServices;

namespace CaffeSharpGen.Weights;

/// <summary>
/// Memory that weights lie in. It is freed with the last reference to it; where some were never released, by the finalizer, once nothing that
/// could read it is left. The one that opens it has the first reference.
/// </summary>
internal unsafe class WeightMemory
{
    private nint[] allocated = new nint[4];
    private int allocations;
    private long allocatedBytes;
    private int references = 1;

    ~WeightMemory() => FreeAllocated();

    /// <summary>Adds a reference, if there is any: freed memory does not come back.</summary>
    public bool TryAddReference()
    {
        int count = Volatile.Read(ref references);
        while (count > 0)
        {
            int before = Interlocked.CompareExchange(ref references, count + 1, count);
            if (before == count)
                return true;
            count = before;
        }
        return false;
    }

    /// <summary>Takes a reference away; with the last one the memory goes.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref references) > 0)
            return;
        Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes room for values that cannot be read where they are stored. Only while the memory is opened, by one thread.</summary>
    public float* Allocate(int floats)
    {
        long bytes = (long)Math.Max(1, floats) * sizeof(float);
        float* pointer = (float*)NativeMemory.AlignedAlloc((nuint)bytes, 64);
        if (allocations == allocated.Length)
            Array.Resize(ref allocated, 2 * allocations);
        allocated[allocations++] = (nint)pointer;
        allocatedBytes += bytes;
        NativeMemoryCount.Add(bytes);
        return pointer;
    }

    /// <summary>Frees everything; what has a finalizer of its own only here, not when this object is finalized.</summary>
    protected virtual void Free() => FreeAllocated();

    private void FreeAllocated()
    {
        for (; allocations > 0; allocations--)
            NativeMemory.AlignedFree((void*)allocated[allocations - 1]);
        NativeMemoryCount.Remove(allocatedBytes);
        allocatedBytes = 0;
    }
}

/// <summary>
/// One reference to memory of weights: that of a source, or that of the networks that loaded from it. Blobs know through which reference they are
/// read, so that each holder ends its own reading and nobody else's.
/// </summary>
internal sealed class MemoryReference : IDisposable
{
    private readonly WeightMemory memory;
    private readonly string holder;
    private int isReleased;

    /// <summary>Takes over the first reference, that of the one that opened the memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="holder">For messages: what is read, such as the file.</param>
    public MemoryReference(WeightMemory memory, string holder) => (this.memory, this.holder) = (memory, holder);

    /// <summary>What is referenced.</summary>
    public WeightMemory Memory => memory;

    /// <summary>Whether nothing may be read through it any more.</summary>
    public bool IsReleased => Volatile.Read(ref isReleased) != 0;

    /// <summary>Another reference to the same memory, for another holder.</summary>
    /// <exception cref="ObjectDisposedException">This one has been released.</exception>
    public MemoryReference Another()
    {
        // The memory may outlive this reference: what was disposed of is not to be used all the same.
        ThrowIfReleased();
        if (!memory.TryAddReference())
            throw Released();
        return new MemoryReference(memory, holder);
    }

    /// <summary>Requires that the memory may be read through this reference.</summary>
    /// <exception cref="ObjectDisposedException">It has been released.</exception>
    public void ThrowIfReleased()
    {
        if (IsReleased)
            throw Released();
    }

    /// <summary>Releases it; once, whoever else does so at the same time.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
            memory.Release();
    }

    private ObjectDisposedException Released() =>
        new(holder, $"{holder}: these weights were disposed of; read them before, or load a network from them, which keeps what it needs");
}
