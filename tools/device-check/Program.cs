using CaffeSharpGen.DeviceCheck;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.DeviceCheck.Sections;

// Checks and measures CaffeSharpGen on an NVIDIA GPU: see README.md.
return CheckOptions.Run(args, options =>
{
    using var report = new Report(options.Folder, string.Join(' ', args));
    var run = new CheckRun(options, new Subject(Subject.IndexOf(options.Device)), report);
    using var watchdog = new Watchdog(run);
    if (run.Subject.WhyNot() is { } reason)
    {
        report.Begin("Machine");
        report.Fail(reason);
        report.End();
        return 2;
    }
    Section[] sections =
    [
        new MachineSection(), new ConformanceSection(), new NetworkSection(), new PassSection(), new KernelSection(), new LoadSection(), new TimeSection(),
    ];
    foreach (Section section in sections.Where(section => options.Sections.Count == 0 || options.Sections.Any(section.IsNamed)))
    {
        report.Begin(section.Title);
        run.Try(section.Title, () => section.Run(run));
    }
    report.End();
    return report.FailureCount == 0 ? 0 : 1;
});
