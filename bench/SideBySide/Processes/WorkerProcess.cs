using System.Diagnostics;
using System.Text.Json;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>A worker as its parent sees it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process process;

    public WorkerProcess(string engine, int threads)
    {
        Engine = engine;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { WorkerCommand, engine, threads.ToString() })
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
    }

    /// <summary>The first argument that makes the program a worker.</summary>
    public static string WorkerCommand => "worker";

    public string Engine { get; }

    public TimeSpan ProcessorTime => ProcessFacts.ProcessorTime(process.Id);

    public string Describe() => Ask(new Request(Verb.Describe)).Text;

    public void Export(NetworkCase network) => Ask(new Request(Verb.Export) { Network = network.File });

    public double[] Load(NetworkCase network, int batch, int runs) => Ask(new Request(Verb.Load) { Network = network.File, Batch = batch, Runs = runs }).Times;

    public double[] Run(Mode mode, int runs) => Ask(new Request(Verb.Run) { Mode = mode, Runs = runs }).Times;

    public float[] Read(Output output) => Ask(new Request(Verb.Read) { Output = output }).Values;

    public long PeakMemory() => Ask(new Request(Verb.PeakMemory)).PeakBytes;

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private Reply Ask(Request request)
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        string? answer = process.StandardOutput.ReadLine();
        if (answer is null)
        {
            process.WaitForExit();
            throw new InvalidOperationException($"{Engine}: the process ended with exit code {process.ExitCode} at {request}");
        }
        Reply reply = JsonSerializer.Deserialize<Reply>(answer)!;
        return reply.Error is null ? reply : throw new InvalidOperationException($"{Engine}: {request} failed: {reply.Error}");
    }
}
