using System.Diagnostics;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Publishes the Classify sample ahead of time and times whole runs of it: from the start of the process to its end, with all pictures written.</summary>
internal sealed class EndToEndRun(Settings settings)
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(RandomWeights.Models, ".."));
    private static readonly string Program = Path.Combine(NetworkCase.Folder, "classify", "classify");

    public static void Publish() =>
        Run("dotnet", "publish", Path.Combine(Repository, "samples", "Classify"), "-c", "Release", "-o", Path.GetDirectoryName(Program)!, "-nologo", "-v", "q");

    public EndToEndTimes Time(NetworkCase network)
    {
        string pictures = Path.Combine(NetworkCase.Folder, "pictures");
        double[] times = new double[settings.Rounds];
        using var machine = MachineLock.Take(settings.Lock);
        // The first brings the files into memory.
        for (int i = -1; i < times.Length; i++)
        {
            if (Directory.Exists(pictures))
                Directory.Delete(pictures, recursive: true);
            long start = Stopwatch.GetTimestamp();
            Run(Program, "--network", network.File, "--weights", network.CaffeModel, "--image", Path.Combine(RandomWeights.Models, "scenes.example.png"),
                "--out-path", pictures, "--threads", $"{settings.Threads}");
            if (i >= 0)
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (Directory.GetFiles(pictures, "*.png").Length == 0)
                throw new MeasurementException($"{Program}: it wrote no pictures to {pictures}");
        }
        EndToEndTimes measured = new(network, new Times(EngineKind.Ours, times));
        Console.Error.WriteLine($"{network.Name}, end to end: {measured.Times.Minimum:f0} / {measured.Times.Median:f0}");
        return measured;
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new MeasurementException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{printed}");
    }
}
