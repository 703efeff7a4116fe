using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.NetworkTimes;

namespace CaffeSharpGen.LanguageRuns;

/// <summary>A run of a sample that was compiled ahead of time.</summary>
/// <param name="Program">The sample.</param>
/// <param name="Options">Its command line.</param>
internal sealed record ProgramRun(string Program, string[] Options)
{
    /// <summary>Prints how long runs take, and how that is to the first.</summary>
    public static void Compare(int count, params ProgramRun[] runs)
    {
        // By turns, so that what else the machine does meets all. The first runs bring the files into memory.
        double[][] times = [.. runs.Select(_ => new double[count])];
        for (int i = -1; i < count; i++)
        {
            for (int run = 0; run < runs.Length; run++)
            {
                double time = runs[run].Time();
                if (i >= 0)
                    times[run][i] = time;
            }
        }
        double first = Median(times[0]);
        foreach ((ProgramRun run, double[] taken) in runs.Zip(times))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median {Median(taken),5:f0} ms, least {taken.Min(),5:f0} ms, {Median(taken) / first:f2} of the first: {run.Program} {string.Join(' ', run.Options)}"));
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

    private double Time()
    {
        string program = Path.GetFullPath(Path.Combine(RandomWeights.Models, "..", "artifacts", Program, Program));
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, Options) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"{program} {string.Join(' ', Options)} ended with {process.ExitCode}: {text}");
    }
}
