namespace CaffeSharpGen.Cuda;

/// <summary>A GPU that the driver knows.</summary>
/// <param name="Index">Its index, for <c>Device.Cuda</c>.</param>
/// <param name="Name">Such as <c>NVIDIA H100 PCIe</c>.</param>
/// <param name="ComputeCapability">Such as 9.0.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="Multiprocessors">Count of its multiprocessors.</param>
public sealed record CudaDeviceInfo(int Index, string Name, Version ComputeCapability, long MemoryBytes, int Multiprocessors);
