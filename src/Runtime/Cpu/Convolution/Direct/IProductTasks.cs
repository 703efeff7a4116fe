using CaffeSharpGen.Cpu.Convolution.Epilogues;

namespace CaffeSharpGen.Cpu.Convolution.Direct;

/// <summary>How a <see cref="DirectProduct{TVector}"/> is shared out among the threads.</summary>
internal unsafe interface IProductTasks
{
    /// <summary>Runs it.</summary>
    /// <param name="run">Output and epilogue.</param>
    /// <param name="from">The grid of the first image.</param>
    /// <param name="imageStride">Floats to that of the next.</param>
    void Run(in ConvolutionRun run, float* from, nint imageStride);
}
