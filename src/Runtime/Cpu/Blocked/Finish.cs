using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel(
        in ConvolutionRun run, EpilogueKind kind, int image, int channel, int width, float* sums, nint stride, int places, nint place, nint step)
    {
        if (width == TVector.Width || kind == EpilogueKind.General)
        {
            for (int vector = 0; vector < width; vector += TVector.Width)
                Places(run, kind, image, channel + vector, sums + vector, stride, places, place, step);
            return;
        }
        int block = channel / Lanes, lane = channel % Lanes;
        // From the first vector to the second one: in the same block, or, where a vector is a block, in the next.
        nint plane = TVector.Width == Lanes ? run.To.Places : 0, further = TVector.Width == Lanes ? plane * Lanes : TVector.Width;
        float* to = run.To.Block(image, block) + place * Lanes + lane;
        nint word = ((nint)image * run.To.Blocks + block) * run.To.Places + place, floats = step * Lanes;
        TVector biasA = TVector.Zero, biasB = TVector.Zero;
        if (run.Epilogue.Bias is not null)
            (biasA, biasB) = (TVector.Load(run.Epilogue.Bias + channel), TVector.Load(run.Epilogue.Bias + channel + TVector.Width));
        switch (kind)
        {
            case EpilogueKind.Bias:
                for (; places > 0; places--, sums += stride, to += floats)
                {
                    TVector.Store(TVector.Add(TVector.Load(sums), biasA), to);
                    TVector.Store(TVector.Add(TVector.Load(sums + TVector.Width), biasB), to + further);
                }
                return;
            case EpilogueKind.Rectified:
                for (; places > 0; places--, sums += stride, to += floats)
                {
                    TVector.Store(TVector.Max(TVector.Zero, TVector.Add(TVector.Load(sums), biasA)), to);
                    TVector.Store(TVector.Max(TVector.Zero, TVector.Add(TVector.Load(sums + TVector.Width), biasB)), to + further);
                }
                return;
            case EpilogueKind.Signs:
                for (ushort* signs = run.Epilogue.SignBits + word; places > 0; places--, sums += stride, signs += step, to += floats)
                {
                    TVector a = TVector.Add(TVector.Load(sums), biasA), b = TVector.Add(TVector.Load(sums + TVector.Width), biasB);
                    SignWords<TVector>.PutBoth(signs, plane, lane, TVector.PositiveBits(a), TVector.PositiveBits(b));
                    TVector.Store(TVector.Max(TVector.Zero, a), to);
                    TVector.Store(TVector.Max(TVector.Zero, b), to + further);
                }
                return;
            case EpilogueKind.ShortcutAndSigns:
                float* shortcut = run.Epilogue.Residual.Block(image, block) + place * Lanes + lane;
                for (ushort* signs = run.Epilogue.SignBits + word; places > 0; places--, sums += stride, signs += step, to += floats, shortcut += floats)
                {
                    TVector a = TVector.Add(TVector.Add(TVector.Load(sums), biasA), TVector.Load(shortcut));
                    TVector b = TVector.Add(TVector.Add(TVector.Load(sums + TVector.Width), biasB), TVector.Load(shortcut + further));
                    SignWords<TVector>.PutBoth(signs, plane, lane, TVector.PositiveBits(a), TVector.PositiveBits(b));
                    TVector.Store(TVector.Max(TVector.Zero, a), to);
                    TVector.Store(TVector.Max(TVector.Zero, b), to + further);
                }
                return;
            case EpilogueKind.Sum:
                for (; places > 0; places--, sums += stride, to += floats)
                {
                    TVector.Store(TVector.Add(TVector.Load(sums), TVector.Load(to)), to);
                    TVector.Store(TVector.Add(TVector.Load(sums + TVector.Width), TVector.Load(to + further)), to + further);
                }
                return;
            default:
                bool isSum = kind == EpilogueKind.GuidedSum;
                int laneB = (lane + TVector.Width) % Lanes;
                for (ushort* mask = run.Epilogue.Mask + word; places > 0; places--, sums += stride, mask += step, to += floats)
                {
                    TVector a = TVector.Load(sums), b = TVector.Load(sums + TVector.Width);
                    if (isSum)
                        (a, b) = (TVector.Add(a, TVector.Load(to)), TVector.Add(b, TVector.Load(to + further)));
                    TVector.Store(TVector.WhereBits(SignWords<TVector>.Get(mask, lane), TVector.Max(TVector.Zero, a), TVector.Zero), to);
                    TVector.Store(TVector.WhereBits(SignWords<TVector>.Get(mask + plane, laneB), TVector.Max(TVector.Zero, b), TVector.Zero), to + further);
                }
                return;
        }
    }

    /// <summary>As <see cref="Panel"/>, of one vector of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Places(
        in ConvolutionRun run, EpilogueKind kind, int image, int channel, float* sums, nint stride, int places, nint place, nint step)
    {
        if (kind is not (EpilogueKind.Bias or EpilogueKind.Rectified or EpilogueKind.Signs))
        {
            General(run, image, channel, sums, stride, places, place, step);
            return;
        }
        int block = channel / Lanes, lane = channel % Lanes;
        float* to = run.To.Block(image, block) + place * Lanes + lane;
        ushort* signs = kind == EpilogueKind.Signs ? run.Epilogue.SignBits + ((nint)image * run.To.Blocks + block) * run.To.Places + place : null;
        TVector bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
        for (; places > 0; places--, sums += stride, to += step * Lanes)
        {
            TVector value = TVector.Add(TVector.Load(sums), bias);
            if (signs is not null)
            {
                SignWords<TVector>.Put(signs, lane, TVector.PositiveBits(value));
                signs += step;
            }
            TVector.Store(kind == EpilogueKind.Bias ? value : TVector.Max(TVector.Zero, value), to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void General(in ConvolutionRun run, int image, int channel, float* sums, nint stride, int places, nint place, nint step)
    {
        int block = channel / Lanes, lane = channel % Lanes;
        float* to = run.To.Block(image, block) + place * Lanes + lane;
        TVector bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
        nint word = ((nint)image * run.To.Blocks + block) * run.To.Places + place;
        Epilogue epilogue = run.Epilogue;
        float* residual = epilogue.HasResidual ? epilogue.Residual.Block(image, block) + place * Lanes + lane : null;
        TVector slope = epilogue.Rectifier == Rectifier.PReLU ? TVector.Load(epilogue.Slopes + channel) : TVector.Broadcast(epilogue.NegativeSlope);
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
                value = TVector.WherePositive(value, value, TVector.Multiply(value, slope));
            if (epilogue.Accumulate)
                value = TVector.Add(value, TVector.Load(to + offset));
            if (epilogue.Mask is not null)
                value = Rectified<TVector>.Through(epilogue.Rule, value, SignWords<TVector>.Get(epilogue.Mask + word, lane), maskSlope);
            TVector.Store(value, to + offset);
        }
    }
}

/// <summary>The part of a word of sign bits that belongs to one vector. Vectors of a word that lie in one byte belong to one panel, so to one thread, first lanes first.</summary>
internal static unsafe class SignWords<TVector>
    where TVector : struct, ITileVector<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ushort* word, int lane, uint bits)
    {
        if (TVector.Width == 16)
            *word = (ushort)bits;
        else if (TVector.Width == 8 || (lane & 4) == 0)
            ((byte*)word)[lane / 8] = (byte)bits;
        else
            ((byte*)word)[lane / 8] |= (byte)(bits << 4);
    }

    /// <summary>Of a panel's two vectors, which share a word unless each fills one, <paramref name="plane"/> words apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutBoth(ushort* word, nint plane, int lane, uint a, uint b)
    {
        if (TVector.Width == 16)
            (*word, word[plane]) = ((ushort)a, (ushort)b);
        else if (TVector.Width == 8)
            *word = (ushort)(a | b << 8);
        else
            ((byte*)word)[lane / 8] = (byte)(a | b << 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Get(ushort* word, int lane) => (uint)*word >> lane & (1u << TVector.Width) - 1;
}
