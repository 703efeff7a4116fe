using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Models.Download;
using Spectre.Console;

namespace CaffeSharpGen.Csg.Get;

/// <summary>Shows how far a download is on the error output: a bar on a terminal, elsewhere a line for each address and problem.</summary>
internal static class DownloadDisplay
{
    /// <summary>Runs a download.</summary>
    /// <param name="console">Where to show it.</param>
    /// <param name="weights">What is downloaded.</param>
    /// <param name="run">The download, which reports its progress.</param>
    public static async Task RunAsync(ToolConsole console, PublishedWeights weights, Func<IProgress<DownloadProgress>, Task> run)
    {
        if (console.Error != Console.Error || Console.IsErrorRedirected)
        {
            await run(new Reporter(step => WriteLine(console.Error, step)));
            return;
        }
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(console.Error),
            ColorSystem = console.HasErrorColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        await terminal.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(),
                new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(weights.File), maxValue: weights.Size ?? 1);
                bar.IsIndeterminate = true;
                await run(new Reporter(step =>
                {
                    bar.Description = Markup.Escape(step.Step switch
                    {
                        DownloadStep.Waiting => $"{weights.File} (another process downloads it)",
                        DownloadStep.Verifying => $"{weights.File} (checksum)",
                        _ => weights.File,
                    });
                    // Problems of an address stand above the bar.
                    if (step.Step == DownloadStep.Failed)
                        terminal.WriteLine($"{step.Address}: {step.Problem}");
                    if (step.Step != DownloadStep.Receiving)
                        return;
                    bar.IsIndeterminate = step.TotalBytes is null;
                    bar.MaxValue = step.TotalBytes ?? step.Bytes;
                    bar.Value = step.Bytes;
                }));
            });
    }

    private static void WriteLine(TextWriter error, DownloadProgress step)
    {
        if (step.Step == DownloadStep.Waiting)
            error.WriteLine("waiting for another process, which downloads the same file");
        else if (step.Step == DownloadStep.Connecting)
            error.WriteLine(step.Bytes > 0 ? $"{step.Address}, from byte {step.Bytes} on" : $"{step.Address}");
        else if (step.Step == DownloadStep.Failed)
            error.WriteLine($"{step.Address}: {step.Problem}");
    }

    // At once: Progress<T> reports on other threads, and out of order.
    private sealed class Reporter(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
