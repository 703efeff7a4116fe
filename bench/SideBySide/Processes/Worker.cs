using System.Diagnostics;
using System.Text.Json;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.SideBySide.Engines;

namespace CaffeSharpGen.SideBySide.Processes;

/// <summary>A process with one engine. It reads requests, a line each, and answers each with a line; between them it does nothing.</summary>
internal static class Worker
{
    private const int SeedOfImages = 12;

    /// <summary>Runs until its input ends.</summary>
    public static void Run(Engine engine)
    {
        while (Console.In.ReadLine() is { } line)
        {
            Reply reply;
            try
            {
                reply = Do(engine, JsonSerializer.Deserialize<Request>(line)!);
            }
            catch (Exception failure)
            {
                // Whoever asked decides what becomes of it.
                reply = new Reply { Error = failure.ToString() };
            }
            Console.Out.WriteLine(JsonSerializer.Serialize(reply));
        }
        engine.Dispose();
    }

    private static Reply Do(Engine engine, Request request)
    {
        switch (request.Verb)
        {
            case Verb.Describe:
                return new Reply { Text = engine.Description };
            case Verb.Export:
                engine.Export(NetworkCase.Find(request.Network));
                return new Reply();
            case Verb.Load:
                return new Reply { Times = Load(engine, NetworkCase.Find(request.Network), request) };
            case Verb.Run:
                return new Reply { Times = Times(request.Runs, () => engine.Run(request.Mode)) };
            case Verb.Read:
                return new Reply { Values = engine.Read(request.Output) };
            default:
                return new Reply { PeakBytes = ProcessFacts.PeakMemory() };
        }
    }

    private static double[] Load(Engine engine, NetworkCase network, Request request)
    {
        double[] times = Times(request.Runs, () => engine.Load(network, request.Batch));
        var random = new Random(SeedOfImages);
        int[] shape = [.. RandomWeights.Compile(network.Prototxt).Values[0].Shape.Dimensions];
        float[] images = new float[request.Batch * shape[1] * shape[2] * shape[3]];
        // About as large as pixels minus their mean.
        foreach (ref float value in images.AsSpan())
            value = (float)(random.NextDouble() * 200 - 100);
        engine.Feed(images, [.. Enumerable.Range(0, request.Batch).Select(image => (7 + 37 * image) % 1000)]);
        return times;
    }

    private static double[] Times(int runs, Action run)
    {
        double[] times = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return times;
    }
}
