using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Adds one value to another: gradients of a value that is used several times.</summary>
internal static class Sum
{
    /// <summary>Adds.</summary>
    public static void Add(SessionMemory session, CudaBuffer from, CudaBuffer into)
    {
        AddArguments arguments = AddArguments.Of(from, into, add: true);
        session.Context.Kernels.LaunchOver(arguments, arguments.Groups, into.Images);
    }
}

/// <summary>Into = Factor·From, or Into + Factor·From. One thread has four elements: launch it for <see cref="Groups"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddArguments : IKernelArguments
{
    /// <summary>Values of one shape.</summary>
    public View From, Into;

    /// <summary>By which it is multiplied.</summary>
    public float Factor;

    /// <summary>1 to add to what is there.</summary>
    public int Add;

    /// <summary>Elements of an image, and count of images.</summary>
    public int Count, Images;

    public static ReadOnlySpan<byte> Kernel => "add\0"u8;

    /// <summary>Items of an image.</summary>
    public readonly int Groups => (Count + 3) / 4;

    /// <summary>Of two buffers of one shape.</summary>
    public static AddArguments Of(CudaBuffer from, CudaBuffer into, bool add, float factor = 1) => new()
    {
        From = from.View,
        Into = into.View,
        Factor = factor,
        Add = add ? 1 : 0,
        Count = into.ImageCount,
        Images = into.Images,
    };
}
