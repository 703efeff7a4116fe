using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.SideBySide.Engines;
using Microsoft.Win32.SafeHandles;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>A process with one engine. It reads requests, a line each, and answers each with a line; between them it does nothing.</summary>
internal static partial class Worker
{
    /// <summary>The first argument that makes this program a worker; then come engine, threads and a file for what libraries complain of.</summary>
    public const string Command = "worker";

    private const int SeedOfImages = 12;

    /// <summary>Runs until its input ends.</summary>
    public static void Run(EngineKind kind, int threads, string log)
    {
        SendErrorsTo(log);
        // Answers alone go to standard output, not what a library has to say.
        using TextWriter answers = Console.Out;
        Console.SetOut(Console.Error);
        using Engine engine = kind.Make(threads);
        while (Console.In.ReadLine() is { } line)
            answers.WriteLine(JsonSerializer.Serialize(Answer(engine, JsonSerializer.Deserialize<Request>(line)!)));
    }

    private static Reply Answer(Engine engine, Request request)
    {
        try
        {
            return Do(engine, request);
        }
        catch (Exception failure)
        {
            // Whoever asked decides what becomes of it.
            return new Reply { Error = failure.ToString() };
        }
    }

    private static Reply Do(Engine engine, Request request)
    {
        switch (request.Verb)
        {
            case Verb.Describe:
                return new Reply { Text = engine.Description };
            case Verb.Prepare:
                engine.Prepare(NetworkCase.Find(request.Network));
                return new Reply();
            case Verb.Load:
                return new Reply { Times = [Load(engine, NetworkCase.Find(request.Network), request.Batch)] };
            case Verb.Run:
                return new Reply { Times = [.. Enumerable.Range(0, request.Runs).Select(_ => Time(() => engine.Run(request.Mode)))] };
            case Verb.Read:
                return new Reply { Values = engine.Read(request.Output) };
            default:
                return new Reply { PeakBytes = ProcessFacts.PeakMemory() };
        }
    }

    private static double Load(Engine engine, NetworkCase network, int batch)
    {
        double time = Time(() => engine.Load(network, batch));
        var random = new Random(SeedOfImages);
        float[] images = new float[RandomWeights.Compile(network.Prototxt).Values[0].Shape.For(batch).Count];
        // About as large as pixels minus their mean.
        foreach (ref float value in images.AsSpan())
            value = (float)(random.NextDouble() * 200 - 100);
        // The largest logit of each image is explained: the map of another may well be zero everywhere.
        engine.Feed(images, new int[batch]);
        engine.Run(Mode.Forward);
        float[] logits = engine.Read(Output.Logits);
        engine.Feed(images, [.. logits.Chunk(logits.Length / batch).Select(image => Array.IndexOf(image, image.Max()))]);
        return time;
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // libtorch writes a line each time it finds that NNPACK does not support the processor: thousands.
    private static void SendErrorsTo(string log)
    {
        const int StandardError = 2;
        using SafeFileHandle file = File.OpenHandle(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        if (DuplicateTo(file, StandardError) < 0)
            throw new IOException($"{log}: standard error cannot be sent there (error {Marshal.GetLastPInvokeError()})");
    }

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(SafeFileHandle file, int descriptor);
}
