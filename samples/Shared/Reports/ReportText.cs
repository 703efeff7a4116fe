using System.Globalization;
using System.Text;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>What the reports for people have in common.</summary>
public static class ReportText
{
    /// <summary>A line with a name in front.</summary>
    public static StringBuilder Add(this StringBuilder text, string name, string value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name,-9}{value}");

    /// <summary>Where all ran, and the memory in use there if that is counted.</summary>
    public static StringBuilder AddDevice(this StringBuilder text, string device, MemoryUse? memory)
    {
        text.Add("device", device);
        return memory is { } use ? text.Add("memory", Describe(use)) : text;
    }

    /// <summary>Such as <c>0.4 MiB of weights, 3.2 MiB of values, 4.0 MiB of workspaces; 8.0 MiB of the host</c>.</summary>
    public static string Describe(MemoryUse use) =>
        $"{MiB(use.Weights)} of weights, {MiB(use.Values)} of values, {MiB(use.Workspaces)} of workspaces; {MiB(use.Pinned)} of the host";

    /// <summary>A line for each note.</summary>
    public static StringBuilder AddNotes(this StringBuilder text, IEnumerable<string> notes)
    {
        foreach (string note in notes)
            text.Add("note", note);
        return text;
    }

    /// <summary>A line for each picture.</summary>
    public static StringBuilder AddFiles(this StringBuilder text, IEnumerable<string> files)
    {
        foreach (string file in files)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {file}");
        return text;
    }

    /// <summary>An empty line, and how long each step took.</summary>
    public static StringBuilder AddTimings(this StringBuilder text, IEnumerable<Timing> timings) =>
        text.AppendLine().Append("ms      ").AppendLine(string.Join(", ", timings.Select(Describe)).TrimStart());

    private static string MiB(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):f1} MiB");

    private static string Describe(Timing timing) =>
        string.Create(CultureInfo.InvariantCulture, $" {timing.Step} {timing.Milliseconds:f0}");

    /// <summary>Where a map has its maximum, and in the boxes of which objects that lies, if any are known.</summary>
    public static string Peak(int x, int y, IReadOnlyList<string>? objects)
    {
        string there = objects switch
        {
            null => "",
            [] => ", outside all objects",
            _ => $", in the box of the {string.Join(" and the ", objects)}",
        };
        return string.Create(CultureInfo.InvariantCulture, $"at ({x}, {y}){there}");
    }
}
