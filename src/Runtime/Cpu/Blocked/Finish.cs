using System.Runtime.CompilerServices;

namespace CaffeSharpGen.Cpu;

/// <summary>Runs the <see cref="Epilogue"/> on finished sums and stores them.</summary>
internal static unsafe class Finish<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Finishes some places, at a constant distance from each other, of one vector of channels.</summary>
    /// <param name="run">Output and epilogue.</param>
    /// <param name="image">Number of the image.</param>
    /// <param name="channel">First channel of the vector.</param>
    /// <param name="sums">The sums of the first place.</param>
    /// <param name="stride">Floats to those of the next.</param>
    /// <param name="places">Number of places.</param>
    /// <param name="place">The first place, y·W + x.</param>
    /// <param name="step">From place to place.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Places(in ConvolutionRun run, int image, int channel, float* sums, nint stride, int places, nint place, nint step)
    {
        int block = channel / BlockedView.Lanes, lane = channel % BlockedView.Lanes;
        float* to = run.To.Block(image, block) + place * BlockedView.Lanes + lane;
        TVector bias = run.Epilogue.Bias is null ? TVector.Zero : TVector.Load(run.Epilogue.Bias + channel);
        if (run.Epilogue.IsRectifiedWithSigns)
        {
            ushort* word = run.Epilogue.SignBits + ((nint)image * run.To.Blocks + block) * run.To.Places + place;
            if (run.Epilogue.HasResidual)
            {
                float* shortcut = run.Epilogue.Residual.Block(image, block) + place * BlockedView.Lanes + lane;
                for (; places > 0; places--, sums += stride, word += step, to += step * BlockedView.Lanes, shortcut += step * BlockedView.Lanes)
                {
                    TVector value = TVector.Add(TVector.Add(TVector.Load(sums), bias), TVector.Load(shortcut));
                    SignWords<TVector>.Put(word, lane, TVector.PositiveBits(value));
                    TVector.Store(TVector.Max(TVector.Zero, value), to);
                }
                return;
            }
            for (; places > 0; places--, sums += stride, word += step, to += step * BlockedView.Lanes)
            {
                TVector value = TVector.Add(TVector.Load(sums), bias);
                SignWords<TVector>.Put(word, lane, TVector.PositiveBits(value));
                TVector.Store(TVector.Max(TVector.Zero, value), to);
            }
        }
        else if (run.Epilogue.IsGuided)
        {
            ushort* word = run.Epilogue.Mask + ((nint)image * run.To.Blocks + block) * run.To.Places + place;
            if (run.Epilogue.Accumulate)
            {
                for (; places > 0; places--, sums += stride, word += step, to += step * BlockedView.Lanes)
                {
                    TVector value = TVector.Max(TVector.Zero, TVector.Add(TVector.Load(sums), TVector.Load(to)));
                    TVector.Store(TVector.WhereBits(SignWords<TVector>.Get(word, lane), value, TVector.Zero), to);
                }
                return;
            }
            for (; places > 0; places--, sums += stride, word += step, to += step * BlockedView.Lanes)
                TVector.Store(TVector.WhereBits(SignWords<TVector>.Get(word, lane), TVector.Max(TVector.Zero, TVector.Load(sums)), TVector.Zero), to);
        }
        else if (!run.Epilogue.IsPlain)
            General(run, image, channel, sums, stride, places, place, step, bias, to);
        else if (run.Epilogue.Rectifier == Rectifier.None)
        {
            for (; places > 0; places--, sums += stride, to += step * BlockedView.Lanes)
                TVector.Store(TVector.Add(TVector.Load(sums), bias), to);
        }
        else
        {
            for (; places > 0; places--, sums += stride, to += step * BlockedView.Lanes)
                TVector.Store(TVector.Max(TVector.Zero, TVector.Add(TVector.Load(sums), bias)), to);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void General(
        in ConvolutionRun run, int image, int channel, float* sums, nint stride, int places, nint place, nint step, TVector bias, float* to)
    {
        int block = channel / BlockedView.Lanes, lane = channel % BlockedView.Lanes;
        nint word = ((nint)image * run.To.Blocks + block) * run.To.Places + place;
        Epilogue epilogue = run.Epilogue;
        float* residual = epilogue.HasResidual ? epilogue.Residual.Block(image, block) + place * BlockedView.Lanes + lane : null;
        TVector slope = epilogue.Rectifier == Rectifier.PReLU ? TVector.Load(epilogue.Slopes + channel) : TVector.Broadcast(epilogue.NegativeSlope);
        TVector maskSlope = epilogue.MaskSlopes is null ? TVector.Broadcast(epilogue.MaskSlope) : TVector.Load(epilogue.MaskSlopes + channel);
        for (int i = 0; i < places; i++, word += step)
        {
            nint offset = i * step * BlockedView.Lanes;
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Get(ushort* word, int lane) => (uint)*word >> lane & (1u << TVector.Width) - 1;
}
