using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Convolution;

/// <summary>A way to compute one direction of a correlation.</summary>
internal abstract class ConvolutionCandidate
{
    /// <summary>What it is called in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Memory that it needs while it runs.</summary>
    public virtual nuint WorkspaceBytes => 0;

    /// <summary>
    /// Takes the memory for a run, which may move what lies in the workspace; false if the library does not support these sizes and
    /// strides after all.
    /// </summary>
    /// <exception cref="CudaException">A call failed.</exception>
    public virtual bool TryPrepare(in ConvolutionRun run) => true;

    /// <summary>
    /// Runs; false if the library does not support these sizes and strides after all, and then nothing was written but the workspace.
    /// </summary>
    /// <exception cref="CudaException">A call failed.</exception>
    public abstract bool TryRun(in ConvolutionRun run);
}

/// <summary>What one run of a convolution reads and writes; the direction says which.</summary>
/// <param name="Image">N×C×H×W.</param>
/// <param name="Map">N×O×H'×W'.</param>
/// <param name="Weights">O × C/group × kernel.</param>
/// <param name="Add">Whether to add to what is there.</param>
internal readonly record struct ConvolutionRun(View Image, View Map, ulong Weights, bool Add);
