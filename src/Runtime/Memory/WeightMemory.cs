using System.Runtime.InteropServices;

namespace CaffeSharpGen.Memory;

/// <summary>
/// Memory that weights lie in. It is freed with the last reference to it; or, where some were never released, by the finalizer, once
/// nothing that could read it is left. The one that opens it has the first reference.
/// </summary>
internal unsafe class WeightMemory
{
    private nint[] allocated = new nint[4];
    private int allocations;
    private long allocatedBytes;
    private readonly ReferenceCount references = new();

    ~WeightMemory() => FreeAllocated();

    /// <summary>Adds a reference, if there is any: freed memory does not come back.</summary>
    public bool TryAddReference() => references.TryAdd();

    /// <summary>Takes a reference away; with the last one the memory goes.</summary>
    public void Release()
    {
        if (!references.Release())
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

    /// <summary>
    /// Makes more room in place of all that was made, which is one piece, and keeps its content. As <see cref="Allocate"/>.
    /// </summary>
    protected float* Reallocate(int floats)
    {
        long bytes = (long)floats * sizeof(float);
        float* pointer = (float*)NativeMemory.AlignedRealloc((void*)allocated[0], (nuint)bytes, 64);
        allocated[0] = (nint)pointer;
        NativeMemoryCount.Add(bytes - allocatedBytes);
        allocatedBytes = bytes;
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
