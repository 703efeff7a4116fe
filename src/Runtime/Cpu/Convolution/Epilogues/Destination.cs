using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>Where a vector of channels of a place is stored, and what its <see cref="IEnding{TVector}"/> reads.</summary>
internal readonly unsafe struct Destination<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    /// <param name="run">Output and epilogue.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="channel">The vector's first channel.</param>
    /// <param name="place">The place, y·W + x.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Destination(in ConvolutionRun run, int image, int channel, nint place)
    {
        int block = channel / Lanes;
        Lane = channel % Lanes;
        To = run.To.Block(image, block) + place * Lanes + Lane;
        Shortcut = run.Epilogue.HasResidual ? run.Epilogue.Residual.Block(image, block) + place * Lanes + Lane : null;
        ushort* words = run.Epilogue.SignBits is null ? run.Epilogue.Mask : run.Epilogue.SignBits;
        Word = words + ((nint)image * run.To.Blocks + block) * run.To.Places + place;
        Bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
    }

    /// <summary>Memory, without bias, residual or signs.</summary>
    public Destination(float* to) => To = to;

    public float* To { get; }

    /// <summary>Null without a residual.</summary>
    public float* Shortcut { get; }

    /// <summary>Of the signs that are kept, or of the mask; nowhere without either.</summary>
    public ushort* Word { get; }

    /// <summary>The vector's first bit in a word.</summary>
    public int Lane { get; }

    public TVector Bias { get; }
}
