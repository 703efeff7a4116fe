using System.Globalization;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>What Linux says about processes.</summary>
internal static class ProcessFacts
{
    /// <summary>The most bytes this process ever had resident (VmHWM).</summary>
    public static long PeakMemory()
    {
        const string Field = "VmHWM:";
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    /// <summary>How long a process has computed on all its threads.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        long nanoseconds = 0;
        foreach (string task in Directory.EnumerateDirectories($"/proc/{process}/task"))
            nanoseconds += long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
        return TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }
}
