using System.Diagnostics;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>What loading VGG-16 takes, from a caffemodel of 553 MB in a temporary folder.</summary>
internal sealed class LoadSection() : Section("Loading")
{
    private const int Repeats = 3;

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        if (!run.HasTimeFor(run.Options.IsQuick ? 1 : 25))
        {
            run.Report.Note("Left out: the time is over.");
            return;
        }
        NetworkCase network = run.Options.IsQuick ? NetworkCase.Small[0] : NetworkCase.Measured[0];
        string folder = Directory.CreateTempSubdirectory("device-check-").FullName;
        try
        {
            NetworkDefinition definition = network.Compile();
            string path = Path.Combine(folder, $"{network.File}.caffemodel");
            CaffeModelWriter.Write(path, network.Name, RandomWeights.TensorsFor(definition));
            run.Report.Note(
                $"{network.Name}, from a caffemodel of {new FileInfo(path).Length / 1e6:0.0} MB. From the first call to a network on the device: opening the device, compiling the kernels (which the driver keeps from run "
                + "to run), reading the file from the system's cache, copying it to the device. Then the first forward pass.");
            run.Report.BeginTable(
                Column.Number("run"), Column.Number("opening the device, ms"), Column.Number("loading, ms"), Column.Number("both, ms"),
                Column.Number("first pass, ms"));
            for (int i = 1; i <= Repeats; i++)
                Time(run, definition, path, i);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Time(CheckRun run, NetworkDefinition definition, string path, int index)
    {
        long start = Stopwatch.GetTimestamp();
        using Device device = run.Subject.Open(new Setting());
        double opening = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        using var network = new Network(definition, CaffeModel.Open(path), device);
        Gpu.Synchronize(device);
        double both = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        long first = Stopwatch.GetTimestamp();
        network.Forward();
        Gpu.Synchronize(device);
        double pass = Stopwatch.GetElapsedTime(first).TotalMilliseconds;
        run.Report.Row(Cell.Of(index, "0"), Cell.Of(opening, "0"), Cell.Of(both - opening, "0"), Cell.Of(both, "0"), Cell.Of(pass, "0"));
    }
}
