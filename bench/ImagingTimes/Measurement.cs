using System.Diagnostics;
using System.Globalization;

namespace CaffeSharpGen.ImagingTimes;

/// <summary>Clocks and counts.</summary>
internal static class Measurement
{
    private const int Runs = 60, Processes = 5;

    /// <summary>The shortest of many runs, and the fewest bytes that one of them allocated on the managed heap.</summary>
    public static (double Milliseconds, long Bytes) Best(Action run)
    {
        double shortest = double.MaxValue;
        long fewest = long.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Runs && (i < 12 || Stopwatch.GetElapsedTime(begin).TotalSeconds < 12); i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            shortest = Math.Min(shortest, Once(run));
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return (shortest, fewest);
    }

    /// <summary>Milliseconds of one run.</summary>
    public static double Once(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The shortest first call of a step, each in a process of its own.</summary>
    public static double FirstCall(string step)
    {
        double shortest = double.MaxValue;
        for (int i = 0; i < Processes; i++)
        {
            using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [step]) { RedirectStandardOutput = true })!;
            string found = child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"the step '{step}' ended with {child.ExitCode}");
            shortest = Math.Min(shortest, double.Parse(found, CultureInfo.InvariantCulture));
        }
        return shortest;
    }
}
