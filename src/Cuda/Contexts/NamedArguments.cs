using System.Runtime.InteropServices;

namespace CaffeSharpGen.Cuda.Contexts;

/// <summary>The name of one of several kernels that take the same arguments.</summary>
/// <typeparam name="TArguments">What it takes.</typeparam>
internal interface IKernelOf<TArguments>
    where TArguments : unmanaged
{
    /// <summary>The kernel's name, zero-terminated.</summary>
    static abstract ReadOnlySpan<byte> Kernel { get; }
}

/// <summary>Arguments of one of several kernels that take the same.</summary>
/// <typeparam name="TArguments">The struct.</typeparam>
/// <typeparam name="TKernel">Which kernel.</typeparam>
/// <param name="arguments">What it gets.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NamedArguments<TArguments, TKernel>(TArguments arguments) : IKernelArguments
    where TArguments : unmanaged
    where TKernel : IKernelOf<TArguments>
{
    /// <summary>What it gets.</summary>
    public readonly TArguments Arguments = arguments;

    public static ReadOnlySpan<byte> Kernel => TKernel.Kernel;
}
