using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.DeviceCheck.Sections;

namespace CaffeSharpGen.DeviceCheck.Processes;

/// <summary>
/// Runs each section in a process of its own: a fault on the device ends what its process can do there, and one in a library ends the
/// process; the other sections are still wanted.
/// </summary>
internal static class Whole
{
    // For which a process may go on behind its budget, before it is ended: a device that does not answer holds calls for ever.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Runs the sections that the options name.</summary>
    /// <param name="options">The options.</param>
    /// <param name="arguments">The command line, for the report.</param>
    /// <returns>The exit code.</returns>
    public static int Run(CheckOptions options, string arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using var report = new MergedReport(options.Folder, arguments);
        foreach (Section section in Part.Sections.Where(options.Wants))
        {
            TimeSpan left = options.Budget - Stopwatch.GetElapsedTime(start);
            if (left < TimeSpan.FromSeconds(1))
            {
                report.Fail($"'{section.Title}' did not begin: the time was over");
                continue;
            }
            if (RunPart(options with { Budget = left }, section, report) == Part.NoDevice)
            {
                report.End();
                return Part.NoDevice;
            }
        }
        report.End();
        return report.FailureCount == 0 ? 0 : 1;
    }

    private static int RunPart(CheckOptions options, Section section, MergedReport report)
    {
        string folder = Path.Combine(options.Folder, "device-check-part");
        using var process = new Process { StartInfo = StartInfo(options, section, folder) };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
                report.Write(line.Data);
        };
        process.Start();
        process.BeginOutputReadLine();
        bool hasEnded = process.WaitForExit(options.Budget + Grace);
        if (!hasEnded)
            process.Kill();
        // Until its last line is read.
        process.WaitForExit();
        bool hasReported = report.Merge(folder);
        if (!hasEnded)
            report.Fail($"'{section.Title}' did not end {Grace.TotalSeconds:0} seconds after its time was over, and was ended");
        else if (process.ExitCode is not (0 or 1 or Part.NoDevice) || !hasReported)
            report.Fail($"'{section.Title}' broke off: its process ended with exit code {process.ExitCode}");
        return process.ExitCode;
    }

    private static ProcessStartInfo StartInfo(CheckOptions options, Section section, string folder)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("the system does not say where this program is");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        // Before it is published, it is run by .NET's host.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (string argument in (string[])
            [
                "--part", "--device", options.Device, "--out", folder, "--sections", section.Title,
                "--budget", options.Budget.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ])
            start.ArgumentList.Add(argument);
        if (options.IsQuick)
            start.ArgumentList.Add("--quick");
        return start;
    }
}
