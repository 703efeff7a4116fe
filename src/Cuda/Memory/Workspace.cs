using CaffeSharpGen.Cuda.Contexts;
namespace CaffeSharpGen.Cuda.Memory;

/// <summary>Memory in which the convolutions of a session work, one after the other. It grows while they are prepared.</summary>
internal sealed class Workspace(SessionMemory session) : IDisposable
{
    private DeviceMemory? memory;

    /// <summary>Where it is now; 0 if nobody needs any.</summary>
    public ulong Pointer => memory?.Pointer ?? 0;

    /// <summary>How large it is now.</summary>
    public nuint Bytes => memory?.Bytes ?? 0;

    /// <summary>Makes it at least so large.</summary>
    public void Require(nuint bytes)
    {
        if (bytes <= Bytes)
            return;
        // Two at a time would need the memory of both; freeing waits for what runs in it.
        memory?.Dispose();
        memory = null;
        session.MarkMoved();
        memory = new DeviceMemory(session.Context, bytes, MemoryKind.Workspaces);
    }

    /// <summary>Gives back what is beyond a size, after measurements that wanted more than what they chose.</summary>
    public void Shrink(nuint bytes)
    {
        if (bytes >= Bytes)
            return;
        memory?.Dispose();
        memory = null;
        session.MarkMoved();
        Require(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();
}
