using System.Diagnostics;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.NetworkTimes;

/// <summary>A network that is compiled into the program beside the same prototxt compiled at run time, in turns.</summary>
internal static class RunTimeComparison
{
    private const int Runs = 40, WarmUps = 3;

    /// <summary>Prints a line of the table: run time ÷ compiled, medians of pairs of runs, forward and guided backward; and what compiling at run time takes.</summary>
    public static void Print(string name, string prototxt, string logits, Device device, Func<string, Device, Network> load)
    {
        using Network compiled = load(prototxt, device);
        long start = Stopwatch.GetTimestamp();
        _ = CompiledPrototxt.Read(prototxt);
        double compiling = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using Network atRunTime = PrototxtNetwork.Load(prototxt, RandomWeights.For(prototxt), device);
        Program.Feed(compiled);
        Program.Feed(atRunTime);
        string forward = Ratio(compiled.Forward, atRunTime.Forward);
        string guided = Ratio(Guided(compiled, logits), Guided(atRunTime, logits));
        Console.WriteLine($"| {name} | {forward} | {guided} | {compiling:f0} |");
    }

    private static Action Guided(Network network, string logits)
    {
        var target = new Target(network[logits], 7);
        Hook input = network.Inputs.Single();
        return () => network.Backward(target, input, ReluRule.Guided);
    }

    private static string Ratio(Action compiled, Action atRunTime)
    {
        double[] ratios = new double[Runs], first = new double[Runs], second = new double[Runs];
        for (int run = -WarmUps; run < Runs; run++)
        {
            // Whoever comes first in a pair finds other caches: they take turns.
            bool isSwapped = run % 2 != 0;
            double one = Time(isSwapped ? atRunTime : compiled), other = Time(isSwapped ? compiled : atRunTime);
            if (run >= 0)
                (first[run], second[run]) = isSwapped ? (other, one) : (one, other);
        }
        for (int run = 0; run < Runs; run++)
            ratios[run] = second[run] / first[run];
        Array.Sort(ratios);
        return $"{ratios[Runs / 2]:f3} ({second.Min() / first.Min():f3})";
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
