namespace CaffeSharpGen.Cuda.Fusion;

/// <summary>Layers that run as one operation on a GPU.</summary>
internal static class FusedOperations
{
    /// <summary>Prepares layers as one operation; null if there is none.</summary>
    public static PreparedOperation? TryPrepare(IReadOnlyList<FusedLayer> layers, CudaSession session) => null;
}
