namespace CaffeSharpGen.Weights.CaffeFormat;

/// <summary>What a BlobProto holds.</summary>
/// <param name="shape">Its shape; the legacy format always has four axes.</param>
/// <param name="values">Its first value; it may be misaligned.</param>
/// <param name="isInFile">Whether the values lie in the mapped file; else they are a converted copy.</param>
internal readonly unsafe struct StoredBlob(Shape shape, float* values, bool isInFile)
{
    /// <summary>Its shape; the legacy format always has four axes.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>Its first value; it may be misaligned.</summary>
    public float* Values { get; } = values;

    /// <summary>Whether the values lie in the mapped file; else they are a converted copy.</summary>
    public bool IsInFile { get; } = isInFile;
}
