using System.Diagnostics;
using System.Runtime.CompilerServices;
using CaffeSharpGen.Cpu.MicroKernels;
using CaffeSharpGen.Cpu.Processor;

namespace CaffeSharpGen.Kernels;

/// <summary>What the processor can do: fused multiply-adds on registers and nothing else.</summary>
internal static class FmaPeak
{
    private const int Steps = 2_000_000;

    /// <summary>GFLOP/s of so many threads; the best of five.</summary>
    public static double Measure(int threads) => VectorWidth.Choose(0).Bits switch
    {
        512 => Measure<Tile512>(threads),
        256 => Measure<Tile256>(threads),
        _ => Measure<Tile128>(threads),
    };

    private static double Measure<TVector>(int threads)
        where TVector : struct, ITileVector<TVector>
    {
        double best = 0;
        for (int i = 0; i < 5; i++)
        {
            Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(() => Run<TVector>()))];
            long start = Stopwatch.GetTimestamp();
            Array.ForEach(others, thread => thread.Start());
            Run<TVector>();
            Array.ForEach(others, thread => thread.Join());
            best = Math.Max(best, threads * 2.0 * 12 * TVector.Width * Steps / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TVector Run<TVector>()
        where TVector : struct, ITileVector<TVector>
    {
        TVector x = TVector.Broadcast(0.5f), y = TVector.Broadcast(0.25f);
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            TVector.AddProduct(ref a, x, y);
            TVector.AddProduct(ref b, x, y);
            TVector.AddProduct(ref c, x, y);
            TVector.AddProduct(ref d, x, y);
            TVector.AddProduct(ref e, x, y);
            TVector.AddProduct(ref f, x, y);
            TVector.AddProduct(ref g, x, y);
            TVector.AddProduct(ref h, x, y);
            TVector.AddProduct(ref i, x, y);
            TVector.AddProduct(ref j, x, y);
            TVector.AddProduct(ref k, x, y);
            TVector.AddProduct(ref l, x, y);
        }
        TVector first = TVector.Add(TVector.Add(TVector.Add(a, b), TVector.Add(c, d)), TVector.Add(e, f));
        return TVector.Add(first, TVector.Add(TVector.Add(TVector.Add(g, h), TVector.Add(i, j)), TVector.Add(k, l)));
    }
}
