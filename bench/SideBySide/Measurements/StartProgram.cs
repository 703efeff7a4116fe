using System.Diagnostics;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>How a program comes to its machine code.</summary>
internal enum Compilation
{
    /// <summary>All of it when it first runs, as with a reference to a package of plain assemblies.</summary>
    Jit,

    /// <summary>As <see cref="Jit"/>, but the libraries of the package were compiled before (ReadyToRun).</summary>
    ReadyToRun,

    /// <summary>All of it when it was published.</summary>
    Aot,
}

/// <summary>The program <c>bench/Start</c> for one engine: it loads a network, runs it once, says when it was ready, and ends.</summary>
/// <param name="Engine">Ours, another build of ours, or ONNX Runtime.</param>
/// <param name="Compilation">How it is compiled.</param>
/// <param name="Root">The checkout whose engine is in it.</param>
internal sealed record StartProgram(EngineKind Engine, Compilation Compilation, string Root)
{
    /// <summary>The checkout that this benchmark was built from.</summary>
    public static string ThisRoot { get; } = Path.GetFullPath(Path.Combine(RandomWeights.Models, ".."));

    private string Folder => Path.Combine(NetworkCase.Folder, "start", $"{Engine.Id}-{Compilation}".ToLowerInvariant());

    private string Program => Path.Combine(Folder, "program", "start");

    /// <summary>Publishes it. Everything that is built for it lies in a folder of its own: checkouts stay as they are.</summary>
    /// <exception cref="MeasurementException">It does not build.</exception>
    public void Build()
    {
        Console.Error.WriteLine($"publishing {Engine.Name}, {Compilation}");
        _ = Run("", "dotnet", "publish", Path.Combine(ThisRoot, "bench", "Start"), "-c", "Release", "-v", "q", "-nologo", "--artifacts-path", Folder,
            "-o", Path.GetDirectoryName(Program)!, $"-p:StartEngine={(Engine == EngineKind.Onnx ? "onnx" : "ours")}", $"-p:StartRoot={Root}",
            $"-p:StartAot={Compilation == Compilation.Aot}", $"-p:StartReadyToRun={Compilation == Compilation.ReadyToRun}");
    }

    /// <summary>Runs it once.</summary>
    public StartTime Time(NetworkCase network, int threads)
    {
        string file = Engine == EngineKind.Onnx ? network.Artifact("onnx") : network.CaffeModel;
        long start = Stopwatch.GetTimestamp();
        string printed = Run(Engine.Tunables, Program, network.File, file, $"{threads}");
        // Of the same clock, whichever process reads it.
        double[] times = [.. printed.Split(' ').Select(stamp => Stopwatch.GetElapsedTime(start, long.Parse(stamp)).TotalMilliseconds)];
        return new StartTime(times[0], times[1], times[2] - times[1]);
    }

    private static string Run(string tunables, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        // What the script loads into every process for the sake of TorchSharp.
        start.Environment.Remove("LD_PRELOAD");
        if (tunables.Length > 0)
            start.Environment["GLIBC_TUNABLES"] = tunables;
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? printed
            : throw new MeasurementException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{printed}");
    }
}

/// <summary>A start, in milliseconds.</summary>
/// <param name="Main">From the start of the process to the program's first line.</param>
/// <param name="Ready">From the start of the process to a network that has its weights loaded and packed.</param>
/// <param name="Forward">Its first forward pass.</param>
internal sealed record StartTime(double Main, double Ready, double Forward);
