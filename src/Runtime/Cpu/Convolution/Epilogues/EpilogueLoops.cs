using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>Runs the <see cref="Epilogue"/> on finished sums and stores them.</summary>
internal static unsafe class EpilogueLoops<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    /// <summary>Finishes some positions, at a constant distance from each other, of a panel: one vector of channels, or two.</summary>
    /// <param name="run">Output and epilogue.</param>
    /// <param name="kind">Of the epilogue.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="channel">First channel of the panel.</param>
    /// <param name="width">Its channels.</param>
    /// <param name="sums">The sums of the first position.</param>
    /// <param name="stride">Floats to those of the next.</param>
    /// <param name="positions">Number of positions.</param>
    /// <param name="position">The first position, y·W + x.</param>
    /// <param name="step">From position to position.</param>
    public static void Panel(
        in ConvolutionRun run, EpilogueKind kind, int image, int channel, int width, float* sums, nint stride, int positions,
        nint position, nint step)
    {
        switch (kind)
        {
            case EpilogueKind.Bias:
                Panel<BiasEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.Rectified:
                Panel<RectifiedEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.ReluMask:
                Panel<ReluMaskEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.ResidualReluMask:
                Panel<ResidualReluMaskEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.Sum:
                Panel<SumEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.Guided:
                Panel<GuidedEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            case EpilogueKind.GuidedSum:
                Panel<GuidedSumEpilogue<TVector>>(run, image, channel, width, sums, stride, positions, position, step);
                break;
            default:
                for (int vector = 0; vector < width; vector += TVector.Width)
                    General(run, image, channel + vector, sums + vector, stride, positions, position, step);
                break;
        }
    }

    // A method for each epilogue: in one for all of them the JIT would stop inlining.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TEpilogue>(
        in ConvolutionRun run, int image, int channel, int width, float* sums, nint stride, int positions, nint position, nint step)
        where TEpilogue : struct, IEpilogue<TVector>
    {
        var first = new Destination<TVector>(run, image, channel, position);
        float* to = first.To, residual = first.Residual;
        ushort* word = first.Word;
        int lane = first.Lane;
        TVector biasA = first.Bias;
        nint floats = step * Lanes;
        if (width == TVector.Width)
        {
            for (; positions > 0; positions--, sums += stride, to += floats, residual += floats, word += step)
                TVector.Store(TEpilogue.Of(TVector.Load(sums), biasA, to, residual, word, lane), to);
            return;
        }
        // From the first vector to the second one: in the same block, or, where a vector is a block, in the next.
        nint plane = TVector.Width == Lanes ? run.To.Positions : 0, further = TVector.Width == Lanes ? plane * Lanes : TVector.Width;
        int laneB = (lane + TVector.Width) % Lanes;
        TVector biasB = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel + TVector.Width);
        for (; positions > 0; positions--, sums += stride, to += floats, residual += floats, word += step)
        {
            TVector.Store(TEpilogue.Of(TVector.Load(sums), biasA, to, residual, word, lane), to);
            TVector.Store(
                TEpilogue.Of(TVector.Load(sums + TVector.Width), biasB, to + further, residual + further, word + plane, laneB),
                to + further);
        }
    }

    /// <summary>As <see cref="Panel"/>, of one vector of channels, whatever the epilogue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void General(
        in ConvolutionRun run, int image, int channel, float* sums, nint stride, int positions, nint position, nint step)
    {
        int block = channel / Lanes, lane = channel % Lanes;
        float* to = run.To.Block(image, block) + position * Lanes + lane;
        TVector bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
        nint word = ((nint)image * run.To.Blocks + block) * run.To.Positions + position;
        Epilogue epilogue = run.Epilogue;
        float* residual = epilogue.HasResidual ? epilogue.Residual.Block(image, block) + position * Lanes + lane : null;
        TVector slope = epilogue.Rectifier == Rectifier.PReLU
            ? TVector.Load(epilogue.Slopes + channel)
            : TVector.Broadcast(epilogue.NegativeSlope);
        bool isPlain = epilogue is { Rectifier: Rectifier.ReLU, NegativeSlope: 0 };
        bool isLimited = epilogue.Rectifier == Rectifier.LimitedReLU;
        TVector maximum = TVector.Broadcast(epilogue.Maximum);
        TVector maskSlope = epilogue.MaskSlopes is null
            ? TVector.Broadcast(epilogue.MaskSlope)
            : TVector.Load(epilogue.MaskSlopes + channel);
        for (int i = 0; i < positions; i++, word += step)
        {
            nint offset = i * step * Lanes;
            TVector value = TVector.Add(TVector.Load(sums + i * stride), bias);
            if (residual is not null)
                value = TVector.Add(value, TVector.Load(residual + offset));
            if (epilogue.ReluMask is not null)
            {
                uint bits = isLimited ? RectifierValue.LimitedBits(value, maximum) : TVector.PositiveBits(value);
                ReluMaskWords<TVector>.Put(epilogue.ReluMask + word, lane, bits);
            }
            if (isLimited)
                value = RectifierValue.LimitedVector(value, maximum);
            else if (epilogue.Rectifier != Rectifier.None)
                value = isPlain ? RectifierValue.PlainVector(value) : RectifierValue.LeakyVector(value, slope);
            if (epilogue.Accumulate)
                value = TVector.Add(value, TVector.Load(to + offset));
            if (epilogue.Mask is not null)
                value = Rectified<TVector>.Through(epilogue.Rule, value, ReluMaskWords<TVector>.Get(epilogue.Mask + word, lane), maskSlope);
            TVector.Store(value, to + offset);
        }
    }
}
