using System.Diagnostics;

namespace CaffeSharpGen.NetworkTimes;

/// <summary>What each layer takes, forward: in its turn, when others have just used the caches, and again and again.</summary>
internal static class LayerTimes
{
    private const int Runs = 16;

    public static void Print(Network network)
    {
        FusedGroup[] layers = [.. network.Groups];
        double[] inTurn = new double[layers.Length], again = new double[layers.Length];
        Array.Fill(inTurn, double.MaxValue);
        Array.Fill(again, double.MaxValue);
        for (int run = 0; run < Runs; run++)
        {
            for (int i = 0; i < layers.Length; i++)
                inTurn[i] = Math.Min(inTurn[i], Time(layers[i]));
        }
        for (int i = 0; i < layers.Length; i++)
        {
            for (int run = 0; run < Runs; run++)
                again[i] = Math.Min(again[i], Time(layers[i]));
        }
        Console.WriteLine("\n| layers | algorithm | ms in turn | ms again and again |\n|---|---|---|---|");
        foreach ((int i, FusedGroup layer) in layers.Index())
            Console.WriteLine($"| {layer} | {layer.Algorithm} | {inTurn[i]:f3} | {again[i]:f3} |");
        Console.WriteLine($"| all | | {inTurn.Sum():f2} | {again.Sum():f2} |\n");
    }

    private static double Time(FusedGroup layer)
    {
        long start = Stopwatch.GetTimestamp();
        layer.Forward();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
