using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.DeviceCheck.Sections;

namespace CaffeSharpGen.DeviceCheck.Processes;

/// <summary>Runs sections in this process.</summary>
internal static class Part
{
    /// <summary>The exit code where there is no device to check.</summary>
    public const int NoDevice = 2;

    /// <summary>All sections.</summary>
    public static IReadOnlyList<Section> Sections { get; } =
    [
        new MachineSection(), new ConformanceSection(), new NetworkSection(), new PassSection(), new KernelSection(), new LoadSection(), new TimeSection(),
    ];

    /// <summary>Runs those that the options name.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(CheckOptions options)
    {
        var report = new Report(options.Folder);
        var run = new CheckRun(options, new Subject(Subject.IndexOf(options.Device)), report);
        foreach (Section section in Sections.Where(options.Wants))
        {
            report.Begin(section.Title);
            if (run.Subject.WhyNot() is { } reason)
            {
                report.Fail(reason);
                report.End();
                return NoDevice;
            }
            run.Try(section.Title, () => section.Run(run));
        }
        report.End();
        return report.FailureCount == 0 ? 0 : 1;
    }
}
