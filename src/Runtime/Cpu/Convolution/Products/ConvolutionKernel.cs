using CaffeSharpGen.Cpu.Convolution.Epilogues;
using CaffeSharpGen.Cpu.Execution;

namespace CaffeSharpGen.Cpu.Convolution.Products;

/// <summary>
/// A convolution of blocked values, or its transpose, with its weights packed. It is immutable: networks and threads may share one.
/// The weights that it was made from are no longer needed.
/// </summary>
internal abstract unsafe class ConvolutionKernel : IDisposable
{
    /// <summary>What runs, such as <c>Winograd F(4×4, 3×3), fused</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Memory that the packed weights take.</summary>
    public abstract long PackedBytes { get; }

    /// <summary>Makes what a network runs.</summary>
    /// <param name="workspace">The network's; memory is reserved in it.</param>
    /// <param name="number">Number of images.</param>
    public abstract ConvolutionPass Bind(Workspace workspace, int number);

    public abstract void Dispose();
}

/// <summary>A kernel bound to a network's workspace.</summary>
internal abstract class ConvolutionPass
{
    /// <summary>Runs it; allocates nothing.</summary>
    public abstract void Run(in ConvolutionRun run);
}
