using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Fills a value with one number. One thread has four elements: launch it for <see cref="Groups"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FillArguments : IKernelArguments
{
    public View Y;
    public float Value;

    /// <summary>Elements of an image, and count of images.</summary>
    public int Count, Images;

    public static ReadOnlySpan<byte> Kernel => "fill\0"u8;

    /// <summary>Items of an image.</summary>
    public readonly int Groups => (Count + 3) / 4;
}
