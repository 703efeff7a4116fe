using System.Diagnostics;

namespace CaffeSharpGen.NetworkTimes;

/// <summary>What each layer takes, forward.</summary>
internal static class LayerTimes
{
    public static void Print(Network network)
    {
        Console.WriteLine("\n| layers | algorithm | ms |\n|---|---|---|");
        foreach (LayerGroup layer in network.Groups)
        {
            double least = double.MaxValue;
            for (int i = 0; i < 8; i++)
            {
                long start = Stopwatch.GetTimestamp();
                layer.Forward();
                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            Console.WriteLine($"| {layer} | {layer.Algorithm} | {least:f2} |");
        }
        Console.WriteLine();
    }
}
