using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>Where a vector of channels of a position is stored, and what its <see cref="IEpilogue{TVector}"/> reads.</summary>
internal readonly unsafe struct Destination<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    /// <param name="run">Output and epilogue.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="channel">The vector's first channel.</param>
    /// <param name="position">The position, y·W + x.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Destination(in ConvolutionRun run, int image, int channel, nint position)
    {
        int block = channel / Lanes;
        Lane = channel % Lanes;
        To = run.To.Block(image, block) + position * Lanes + Lane;
        Residual = run.Epilogue.HasResidual ? run.Epilogue.Residual.Block(image, block) + position * Lanes + Lane : null;
        ushort* words = run.Epilogue.ReluMask is null ? run.Epilogue.Mask : run.Epilogue.ReluMask;
        Word = words + ((nint)image * run.To.Blocks + block) * run.To.Positions + position;
        Bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
    }

    /// <summary>Memory, without bias, residual or mask.</summary>
    public Destination(float* to) => To = to;

    public float* To { get; }

    /// <summary>Null without a residual.</summary>
    public float* Residual { get; }

    /// <summary>Of the mask that is kept, or of the one below; nowhere without either.</summary>
    public ushort* Word { get; }

    /// <summary>The vector's first bit in a word.</summary>
    public int Lane { get; }

    public TVector Bias { get; }
}
