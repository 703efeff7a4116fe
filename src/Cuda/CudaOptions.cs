namespace CaffeSharpGen.Cuda;

/// <summary>Which GPU, and how it works.</summary>
public sealed record CudaOptions
{
    /// <summary>Which GPU, from 0.</summary>
    public int Index { get; init; }

    /// <summary>How convolutions and products multiply.</summary>
    public Precision Precision { get; init; }

    /// <summary>How the algorithm of a convolution is chosen.</summary>
    public Tuning Tuning { get; init; }

    /// <summary>
    /// Whether passes are recorded as CUDA graphs: a pass runs once as it is, is recorded the next time, and replayed from then on. Under
    /// a debugger, or where the environment variable <c>CSG_CUDA_GRAPHS</c> is 0, none is.
    /// </summary>
    public bool RecordPasses { get; init; } = true;

    /// <summary>Most memory that a convolution may work in, in bytes; 256 MiB by default. Faster algorithms may need more.</summary>
    public long MostWorkspaceBytes { get; init; } = 256L << 20;
}
