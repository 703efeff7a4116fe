namespace CaffeSharpGen.Memory;

/// <summary>
/// One reference to memory of weights: that of a source, or that of the networks that loaded from it. Blobs know through which reference
/// they are read, so that each holder ends its own reading and no other's.
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

    /// <summary>Releases it, once, also if other threads do so at the same time.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
            memory.Release();
    }

    private ObjectDisposedException Released() =>
        new(holder, $"{holder}: these weights were disposed of; read them before, or load a network from them, which keeps what it needs");
}
