using CaffeSharpGen.DeviceCheck.Sections;

namespace CaffeSharpGen.DeviceCheck;

/// <summary>Ends the program some time after its budget: a device that does not answer holds calls for ever.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Timer timer;

    /// <summary>Begins to watch.</summary>
    public Watchdog(CheckRun run) => timer = new Timer(_ => End(run), null, run.Left + Grace, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private static void End(CheckRun run)
    {
        run.Report.Fail($"the check did not end {Grace.TotalSeconds:0} seconds after its budget of {run.Options.Budget.TotalSeconds:0} seconds, and was ended");
        // Not Exit: the driver's own end would wait for the device as well.
        Console.Out.Flush();
        Environment.FailFast("device-check: the time is over");
    }
}
