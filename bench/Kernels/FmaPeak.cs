using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaffeSharpGen.Kernels;

/// <summary>What the processor can do: fused multiply-adds on registers and nothing else.</summary>
internal static class FmaPeak
{
    private const int Steps = 2_000_000;

    private static int Width => Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;

    /// <summary>GFLOP/s of so many threads; the best of five.</summary>
    public static double Measure(int threads)
    {
        double best = 0;
        for (int i = 0; i < 5; i++)
        {
            Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(_ => new Thread(Run))];
            long start = Stopwatch.GetTimestamp();
            Array.ForEach(others, thread => thread.Start());
            Run();
            Array.ForEach(others, thread => thread.Join());
            best = Math.Max(best, threads * 2.0 * 12 * Width * Steps / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    private static void Run()
    {
        if (Vector512.IsHardwareAccelerated)
            Run512();
        else
            Run256();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Run512()
    {
        Vector512<float> x = Vector512.Create(0.5f), y = Vector512.Create(0.25f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, y, x);
            b = Vector512.FusedMultiplyAdd(b, y, x);
            c = Vector512.FusedMultiplyAdd(c, y, x);
            d = Vector512.FusedMultiplyAdd(d, y, x);
            e = Vector512.FusedMultiplyAdd(e, y, x);
            f = Vector512.FusedMultiplyAdd(f, y, x);
            g = Vector512.FusedMultiplyAdd(g, y, x);
            h = Vector512.FusedMultiplyAdd(h, y, x);
            i = Vector512.FusedMultiplyAdd(i, y, x);
            j = Vector512.FusedMultiplyAdd(j, y, x);
            k = Vector512.FusedMultiplyAdd(k, y, x);
            l = Vector512.FusedMultiplyAdd(l, y, x);
        }
        return a + b + c + d + e + f + g + h + i + j + k + l;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Run256()
    {
        Vector256<float> x = Vector256.Create(0.5f), y = Vector256.Create(0.25f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, y, x);
            b = Vector256.FusedMultiplyAdd(b, y, x);
            c = Vector256.FusedMultiplyAdd(c, y, x);
            d = Vector256.FusedMultiplyAdd(d, y, x);
            e = Vector256.FusedMultiplyAdd(e, y, x);
            f = Vector256.FusedMultiplyAdd(f, y, x);
            g = Vector256.FusedMultiplyAdd(g, y, x);
            h = Vector256.FusedMultiplyAdd(h, y, x);
            i = Vector256.FusedMultiplyAdd(i, y, x);
            j = Vector256.FusedMultiplyAdd(j, y, x);
            k = Vector256.FusedMultiplyAdd(k, y, x);
            l = Vector256.FusedMultiplyAdd(l, y, x);
        }
        return a + b + c + d + e + f + g + h + i + j + k + l;
    }
}
