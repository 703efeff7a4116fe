using System.Globalization;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>What Linux says about processes.</summary>
internal static class ProcessFacts
{
    /// <summary>The most bytes this process ever had resident.</summary>
    public static long PeakMemory()
    {
        const string Field = "VmHWM:", Unit = "kB";
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Field.Length..^Unit.Length], CultureInfo.InvariantCulture);
    }
}
