using System.Diagnostics;
using System.Text.Json;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>A worker as its parent sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly string log;

    public WorkerProcess(EngineKind kind, int threads)
    {
        Kind = kind;
        log = Path.Combine(Directory.CreateDirectory(NetworkCase.Folder).FullName, $"{kind.Id}.log");
        var start = new ProcessStartInfo(kind.Program ?? Environment.ProcessPath!, [Worker.Command, kind.IdInWorker, $"{threads}", log])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (kind.Tunables.Length > 0)
            start.Environment["GLIBC_TUNABLES"] = kind.Tunables;
        process = Process.Start(start)!;
    }

    public EngineKind Kind { get; }

    /// <summary>How long it has computed on all its threads, in steps of 10 ms.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public string Describe() => Ask(new Request(Verb.Describe)).Text;

    /// <summary>Writes its file of a network.</summary>
    public void Prepare(NetworkCase network) => Ask(new Request(Verb.Prepare) { Network = network.File });

    /// <summary>Loads a network and sets its input. Returns the milliseconds of loading.</summary>
    public double Load(NetworkCase network, int batch) => Ask(new Request(Verb.Load) { Network = network.File, Batch = batch }).Times.Single();

    /// <summary>Runs, and returns the milliseconds of each run.</summary>
    public double[] Run(Mode mode, int runs) => Ask(new Request(Verb.Run) { Mode = mode, Runs = runs }).Times;

    public float[] Read(Output output) => Ask(new Request(Verb.Read) { Output = output }).Values;

    /// <summary>The most bytes it ever had resident.</summary>
    public long PeakMemory() => Ask(new Request(Verb.PeakMemory)).PeakBytes;

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private Reply Ask(Request request)
    {
        string? answer = null;
        try
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            answer = process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            // It has ended; its log says why.
        }
        if (answer is null)
        {
            process.WaitForExit();
            throw new MeasurementException($"{Kind.Name}: the process ended with exit code {process.ExitCode} at {request}; see {log}");
        }
        Reply reply = JsonSerializer.Deserialize<Reply>(answer)!;
        return reply.Error is null ? reply : throw new MeasurementException($"{Kind.Name}: {request} failed: {reply.Error}");
    }
}
