using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Sums of planes, times a factor: a block for each 256 / PlaneThreads planes (<see cref="Blocks"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PlaneSumsArguments : IKernelArguments
{
    /// <summary>N×Planes×Plane, and N×Planes.</summary>
    public View X, Sums;

    public double Factor;

    /// <summary>Elements of a plane, planes of an image, and threads of a plane, a power of two.</summary>
    public int Plane, Planes, PlaneThreads;

    public int Add, Images;

    public static ReadOnlySpan<byte> Kernel => "plane_sums\0"u8;

    /// <summary>Blocks of an image.</summary>
    public readonly int Blocks => (Planes + KernelModule.Threads / PlaneThreads - 1) / (KernelModule.Threads / PlaneThreads);
}

/// <summary>
/// Channels, each times its weight, added up where the sum is positive: a class activation map. A block for each 32 positions
/// (<see cref="Blocks"/>).
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WeightedSumArguments : IKernelArguments
{
    private const int Positions = 32;

    /// <summary>N×Channels×Plane, N×Channels, and N×Plane.</summary>
    public View X, Weights, Map;

    public int Channels, Plane, Images;

    public static ReadOnlySpan<byte> Kernel => "weighted_sum\0"u8;

    /// <summary>Blocks of an image.</summary>
    public readonly int Blocks => (Plane + Positions - 1) / Positions;
}
