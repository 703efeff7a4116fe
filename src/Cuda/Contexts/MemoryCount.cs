namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>What memory is for.</summary>
internal enum MemoryKind
{
    /// <summary>Activations, gradients, and what belongs to them.</summary>
    Values,

    /// <summary>Weights.</summary>
    Weights,

    /// <summary>What operations and libraries work in.</summary>
    Workspaces,

    /// <summary>On the host, for transfers.</summary>
    Pinned,
}

/// <summary>Counts the memory that is in use.</summary>
internal sealed class MemoryCount
{
    private readonly long[] bytes = new long[4];

    /// <summary>What is in use now.</summary>
    public MemoryUse Now => new(Of(MemoryKind.Weights), Of(MemoryKind.Values), Of(MemoryKind.Workspaces), Of(MemoryKind.Pinned));

    /// <summary>Counts memory that was allocated, or freed if negative.</summary>
    public void Add(MemoryKind kind, long count) => Interlocked.Add(ref bytes[(int)kind], count);

    private long Of(MemoryKind kind) => Interlocked.Read(ref bytes[(int)kind]);
}
