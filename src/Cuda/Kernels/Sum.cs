using System.Runtime.InteropServices;
using CaffeSharpGen.Cuda.Execution;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Kernels;

/// <summary>Adds one value to another: gradients of a value that is used several times.</summary>
internal static class Sum
{
    /// <summary>Adds.</summary>
    public static void Add(CudaSession session, CudaBuffer from, CudaBuffer into)
    {
        var arguments = new AddArguments { From = from.View, Into = into.View, Count = into.ImageCount, Images = into.Images };
        session.Context.Kernels.Launch(arguments, (into.ImageCount + 255) / 256, Math.Min(into.Images, ushort.MaxValue), 256);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct AddArguments : IKernelArguments
    {
        public View From, Into;
        public int Count, Images;

        public static ReadOnlySpan<byte> Kernel => "add\0"u8;
    }
}
