using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.Layout;
using CaffeSharpGen.Cpu.MicroKernels;

namespace CaffeSharpGen.Cpu.Convolution.FewOutputs;

/// <summary>
/// The innermost loops of <see cref="FewOutputsKernel{TVector}"/>: sums of three outputs for some positions, with a partial sum in
/// each lane; the lanes are added up at the end. An entry's <see cref="TableEntry.Run"/> is where its weights are: three times 16
/// input channels. Written by tools/TileGenerator.
/// </summary>
internal static unsafe class FewOutputsTile<TVector>
    where TVector : struct, ITileVector<TVector>
{
    /// <summary>Outputs.</summary>
    public const int Outputs = 3;

    private const int Lanes = BlockedView.Lanes;

    /// <summary>Positions of the larger tile: as many as there are registers for.</summary>
    public static int Positions => TVector.RegisterCount == 32 ? 8 : 4;

    /// <summary>Computes the positions of a tile, or a single one.</summary>
    /// <param name="positions"><see cref="Positions"/>, or 1.</param>
    /// <param name="x">What the first position reads.</param>
    /// <param name="step">Floats to what the next one does.</param>
    /// <param name="entry">First entry.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="weights">Weights.</param>
    /// <param name="scratch">Memory for <see cref="Positions"/> × 3 vectors.</param>
    /// <param name="to">Receives positions × 16, of which three are written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        int positions, float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* scratch, float* to)
    {
        if (positions == 8)
            Eight(x, step, entry, end, weights, scratch);
        else if (positions == 4)
            Four(x, step, entry, end, weights, scratch);
        else
            One(x, entry, end, weights, scratch);
        for (int position = 0; position < positions; position++, to += Lanes)
        {
            for (int output = 0; output < Outputs; output++, scratch += TVector.Width)
                to[output] = LaneSum<TVector>.Of(scratch);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* to)
    {
        TVector a0 = TVector.Zero, b0 = TVector.Zero, c0 = TVector.Zero, a1 = TVector.Zero, b1 = TVector.Zero, c1 = TVector.Zero;
        TVector a2 = TVector.Zero, b2 = TVector.Zero, c2 = TVector.Zero, a3 = TVector.Zero, b3 = TVector.Zero, c3 = TVector.Zero;
        TVector a4 = TVector.Zero, b4 = TVector.Zero, c4 = TVector.Zero, a5 = TVector.Zero, b5 = TVector.Zero, c5 = TVector.Zero;
        TVector a6 = TVector.Zero, b6 = TVector.Zero, c6 = TVector.Zero, a7 = TVector.Zero, b7 = TVector.Zero, c7 = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x3 = x0 + 3 * step, x6 = x3 + 3 * step, w = weights + entry->Run;
            for (int lane = 0; lane < Lanes;
                lane += TVector.Width, x0 += TVector.Width, x3 += TVector.Width, x6 += TVector.Width, w += TVector.Width)
            {
                TVector wa = TVector.Load(w), wb = TVector.Load(w + Lanes), wc = TVector.Load(w + 2 * Lanes);
                Add(TVector.Load(x0), wa, wb, wc, ref a0, ref b0, ref c0);
                Add(TVector.Load(x0 + step), wa, wb, wc, ref a1, ref b1, ref c1);
                Add(TVector.Load(x0 + 2 * step), wa, wb, wc, ref a2, ref b2, ref c2);
                Add(TVector.Load(x3), wa, wb, wc, ref a3, ref b3, ref c3);
                Add(TVector.Load(x3 + step), wa, wb, wc, ref a4, ref b4, ref c4);
                Add(TVector.Load(x3 + 2 * step), wa, wb, wc, ref a5, ref b5, ref c5);
                Add(TVector.Load(x6), wa, wb, wc, ref a6, ref b6, ref c6);
                Add(TVector.Load(x6 + step), wa, wb, wc, ref a7, ref b7, ref c7);
            }
        }
        Put(a0, b0, c0, to, 0);
        Put(a1, b1, c1, to, 1);
        Put(a2, b2, c2, to, 2);
        Put(a3, b3, c3, to, 3);
        Put(a4, b4, c4, to, 4);
        Put(a5, b5, c5, to, 5);
        Put(a6, b6, c6, to, 6);
        Put(a7, b7, c7, to, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float* x, nint step, TableEntry* entry, TableEntry* end, float* weights, float* to)
    {
        TVector a0 = TVector.Zero, b0 = TVector.Zero, c0 = TVector.Zero, a1 = TVector.Zero, b1 = TVector.Zero, c1 = TVector.Zero;
        TVector a2 = TVector.Zero, b2 = TVector.Zero, c2 = TVector.Zero, a3 = TVector.Zero, b3 = TVector.Zero, c3 = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, x2 = x0 + 2 * step, w = weights + entry->Run;
            for (int lane = 0; lane < Lanes;
                lane += TVector.Width, x0 += TVector.Width, x2 += TVector.Width, w += TVector.Width)
            {
                TVector wa = TVector.Load(w), wb = TVector.Load(w + Lanes), wc = TVector.Load(w + 2 * Lanes);
                Add(TVector.Load(x0), wa, wb, wc, ref a0, ref b0, ref c0);
                Add(TVector.Load(x0 + step), wa, wb, wc, ref a1, ref b1, ref c1);
                Add(TVector.Load(x2), wa, wb, wc, ref a2, ref b2, ref c2);
                Add(TVector.Load(x2 + step), wa, wb, wc, ref a3, ref b3, ref c3);
            }
        }
        Put(a0, b0, c0, to, 0);
        Put(a1, b1, c1, to, 1);
        Put(a2, b2, c2, to, 2);
        Put(a3, b3, c3, to, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* x, TableEntry* entry, TableEntry* end, float* weights, float* to)
    {
        TVector a = TVector.Zero, b = TVector.Zero, c = TVector.Zero;
        for (; entry < end; entry++)
        {
            float* x0 = x + entry->Offset, w = weights + entry->Run;
            for (int lane = 0; lane < Lanes; lane += TVector.Width)
            {
                TVector wa = TVector.Load(w + lane), wb = TVector.Load(w + Lanes + lane), wc = TVector.Load(w + 2 * Lanes + lane);
                Add(TVector.Load(x0 + lane), wa, wb, wc, ref a, ref b, ref c);
            }
        }
        Put(a, b, c, to, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector x, TVector wa, TVector wb, TVector wc, ref TVector a, ref TVector b, ref TVector c)
    {
        TVector.AddProduct(ref a, x, wa);
        TVector.AddProduct(ref b, x, wb);
        TVector.AddProduct(ref c, x, wc);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector a, TVector b, TVector c, float* to, int position)
    {
        to += position * Outputs * TVector.Width;
        TVector.Store(a, to);
        TVector.Store(b, to + TVector.Width);
        TVector.Store(c, to + 2 * TVector.Width);
    }
}
