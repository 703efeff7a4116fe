using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Activations;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.Epilogues;

/// <summary>Runs the <see cref="Epilogue"/> on finished sums and stores them.</summary>
internal static unsafe class Finish<TVector>
    where TVector : struct, ITileVector<TVector>
{
    private const int Lanes = BlockedView.Lanes;

    /// <summary>Finishes some places, at a constant distance from each other, of a panel: one vector of channels, or two.</summary>
    /// <param name="run">Output and epilogue.</param>
    /// <param name="kind">Of the epilogue.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="channel">First channel of the panel.</param>
    /// <param name="width">Its channels.</param>
    /// <param name="sums">The sums of the first place.</param>
    /// <param name="stride">Floats to those of the next.</param>
    /// <param name="places">Number of places.</param>
    /// <param name="place">The first place, y·W + x.</param>
    /// <param name="step">From place to place.</param>
    public static void Panel(
        in ConvolutionRun run, EpilogueKind kind, int image, int channel, int width, float* sums, nint stride, int places, nint place, nint step)
    {
        switch (kind)
        {
            case EpilogueKind.Bias:
                Panel<BiasEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.Rectified:
                Panel<RectifiedEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.Signs:
                Panel<SignsEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.ShortcutAndSigns:
                Panel<ShortcutAndSignsEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.Sum:
                Panel<SumEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.Guided:
                Panel<GuidedEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            case EpilogueKind.GuidedSum:
                Panel<GuidedSumEnding<TVector>>(run, image, channel, width, sums, stride, places, place, step);
                break;
            default:
                for (int vector = 0; vector < width; vector += TVector.Width)
                    General(run, image, channel + vector, sums + vector, stride, places, place, step);
                break;
        }
    }

    // A method for each ending: in one for all of them the JIT would stop inlining.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TEnding>(
        in ConvolutionRun run, int image, int channel, int width, float* sums, nint stride, int places, nint place, nint step)
        where TEnding : struct, IEnding<TVector>
    {
        var first = new Destination<TVector>(run, image, channel, place);
        float* to = first.To, shortcut = first.Shortcut;
        ushort* word = first.Word;
        int lane = first.Lane;
        TVector biasA = first.Bias;
        nint floats = step * Lanes;
        if (width == TVector.Width)
        {
            for (; places > 0; places--, sums += stride, to += floats, shortcut += floats, word += step)
                TVector.Store(TEnding.Of(TVector.Load(sums), biasA, to, shortcut, word, lane), to);
            return;
        }
        // From the first vector to the second one: in the same block, or, where a vector is a block, in the next.
        nint plane = TVector.Width == Lanes ? run.To.Places : 0, further = TVector.Width == Lanes ? plane * Lanes : TVector.Width;
        int laneB = (lane + TVector.Width) % Lanes;
        TVector biasB = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel + TVector.Width);
        for (; places > 0; places--, sums += stride, to += floats, shortcut += floats, word += step)
        {
            TVector.Store(TEnding.Of(TVector.Load(sums), biasA, to, shortcut, word, lane), to);
            TVector.Store(TEnding.Of(TVector.Load(sums + TVector.Width), biasB, to + further, shortcut + further, word + plane, laneB), to + further);
        }
    }

    /// <summary>As <see cref="Panel"/>, of one vector of channels, whatever the epilogue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void General(in ConvolutionRun run, int image, int channel, float* sums, nint stride, int places, nint place, nint step)
    {
        int block = channel / Lanes, lane = channel % Lanes;
        float* to = run.To.Block(image, block) + place * Lanes + lane;
        TVector bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
        nint word = ((nint)image * run.To.Blocks + block) * run.To.Places + place;
        Epilogue epilogue = run.Epilogue;
        float* residual = epilogue.HasResidual ? epilogue.Residual.Block(image, block) + place * Lanes + lane : null;
        TVector slope = epilogue.Rectifier == Rectifier.PReLU ? TVector.Load(epilogue.Slopes + channel) : TVector.Broadcast(epilogue.NegativeSlope);
        bool isPlain = epilogue is { Rectifier: Rectifier.ReLU, NegativeSlope: 0 };
        TVector maskSlope = epilogue.MaskSlopes is null ? TVector.Broadcast(epilogue.MaskSlope) : TVector.Load(epilogue.MaskSlopes + channel);
        for (int i = 0; i < places; i++, word += step)
        {
            nint offset = i * step * Lanes;
            TVector value = TVector.Add(TVector.Load(sums + i * stride), bias);
            if (residual is not null)
                value = TVector.Add(value, TVector.Load(residual + offset));
            if (epilogue.SignBits is not null)
                SignWords<TVector>.Put(epilogue.SignBits + word, lane, TVector.PositiveBits(value));
            if (epilogue.Rectifier != Rectifier.None)
                value = isPlain ? RectifierValue.PlainVector(value) : RectifierValue.LeakyVector(value, slope);
            if (epilogue.Accumulate)
                value = TVector.Add(value, TVector.Load(to + offset));
            if (epilogue.Mask is not null)
                value = Rectified<TVector>.Through(epilogue.Rule, value, SignWords<TVector>.Get(epilogue.Mask + word, lane), maskSlope);
            TVector.Store(value, to + offset);
        }
    }
}
