using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>Memory in which the convolutions of a session work, one after the other. It grows while they are prepared.</summary>
internal sealed class Workspace(SessionMemory session) : IDisposable
{
    private DeviceMemory? memory;

    /// <summary>Where it is now; 0 if nobody needs any.</summary>
    /// <exception cref="CudaException">It was freed to become larger, which failed, and there is not so much as before either.</exception>
    public ulong Pointer => Bytes == 0 ? 0 : (memory ??= new DeviceMemory(session.Context, Bytes, MemoryKind.Workspaces)).Pointer;

    /// <summary>How large it is at least: what was required so far. Operations that required it rely on it.</summary>
    public nuint Bytes { get; private set; }

    /// <summary>Makes it at least so large.</summary>
    /// <exception cref="CudaException">There is not so much memory; it remains as large as it was.</exception>
    public void Require(nuint bytes)
    {
        if (bytes <= Bytes)
            return;
        session.RequireNoRecording("needs more memory to work in");
        // Two at a time would need the memory of both; freeing waits for what runs in it.
        memory?.Dispose();
        memory = null;
        session.MarkMoved();
        memory = new DeviceMemory(session.Context, bytes, MemoryKind.Workspaces);
        Bytes = bytes;
    }

    /// <summary>Gives back what is beyond a size, after measurements that wanted more than what they chose.</summary>
    public void Shrink(nuint bytes)
    {
        if (bytes >= Bytes)
            return;
        memory?.Dispose();
        memory = null;
        session.MarkMoved();
        Bytes = bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();
}
