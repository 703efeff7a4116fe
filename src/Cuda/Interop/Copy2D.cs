using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Interop;

/// <summary>The driver's CUDA_MEMCPY2D: rows of one pitch become rows of another.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Copy2D
{
    public nuint SourceX, SourceY;
    public int SourceType;
    public void* SourceHost;
    public ulong SourceDevice;
    public nint SourceArray;
    public nuint SourcePitch;
    public nuint DestinationX, DestinationY;
    public int DestinationType;
    public void* DestinationHost;
    public ulong DestinationDevice;
    public nint DestinationArray;
    public nuint DestinationPitch;
    public nuint WidthInBytes, Height;

    /// <summary>CU_MEMORYTYPE_HOST.</summary>
    public const int Host = 1;

    /// <summary>CU_MEMORYTYPE_DEVICE.</summary>
    public const int Device = 2;
}
