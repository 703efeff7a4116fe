using CaffeSharpGen.Cuda;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>The table of bench/gpu/peers.py, of our networks: the same work on inputs of the same size, which lie on the device.</summary>
internal sealed class TimeSection() : Section("Times")
{
    // A case is begun only if so much is left, in seconds.
    private const double LongestCase = 8;

    private static readonly string[] Places = ["eager", "graph"];

    private static readonly (string Name, Action<LoadedNetwork, Target> Run)[] Works =
    [
        ("forward", (network, _) => network.Engine.Forward()),
        ("to the layer", (network, target) =>
        {
            network.Engine.Forward();
            network.Engine.Backward(target, network.Layer!);
        }),
        ("Grad-CAM", (network, target) =>
        {
            network.Engine.Forward();
            network.Engine.GradCamBatch(network.Layer!, target);
        }),
        ("guided backprop", (network, target) =>
        {
            network.Engine.Forward();
            network.Engine.Backward(target, network.Engine.Inputs.Single(), ReluRule.Guided);
        }),
    ];

    private readonly List<Cell[]> walls = [], algorithms = [];
    private int left;

    private static Column[] Head => [
        "network", Column.Number("batch"), "TF32", "tuning", .. from work in Works from place in Places select Column.Number($"{work.Name}, {place}"),
    ];

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        Report report = run.Report;
        if (run.Options.IsQuick)
            report.Note("A quick run: it shows that the paths work. These are not measurements.");
        report.Note(
            "Milliseconds, median of 60 calls after 10 (of 20 after 3 where a call takes more than 10 ms), each begun on an idle device, between two CUDA "
            + "events around the call.");
        report.Note(
            "forward: to the probabilities. To the layer: forward, and the gradient of one logit an image at the last convolutional activation. "
            + "Grad-CAM: that, and the map, not enlarged, on the host. Guided backprop: forward, and the guided gradient at the input. Every "
            + "backward pass uploads the gradient that it starts from; the input is on the device before, and results stay there, but for the maps.");
        report.Note("eager: each pass launched kernel by kernel; graph: each pass replayed from a CUDA graph. "
            + "Tuning: algorithms as the libraries rank them, or the fastest of all candidates.");
        report.BeginTable([.. Head, Column.Number("MiB on the device")]);
        var sources = new Dictionary<NetworkCase, (NetworkDefinition Definition, WeightSource Weights)>();
        try
        {
            foreach (int batch in run.Options.IsQuick ? [1, 2] : new[] { 1, 32 })
            {
                foreach (NetworkCase network in run.Options.IsQuick ? NetworkCase.Small.Take(1) : NetworkCase.Measured)
                    run.Try($"{network.Name}, batch {batch}", () => Measure(run, network, batch, sources));
            }
        }
        finally
        {
            foreach ((_, WeightSource weights) in sources.Values)
                weights.Dispose();
        }
        report.Note("The same calls by the clock of the host, to the end of what they gave to the device:");
        report.BeginTable(Head);
        foreach (Cell[] row in walls)
            report.Row(row);
        report.Note("How its groups of layers run, forward:");
        report.BeginTable("network", Column.Number("batch"), "TF32", "tuning", "algorithms");
        foreach (Cell[] row in algorithms)
            report.Row(row);
        if (left > 0)
            report.Note($"Left out, as the time is over: {left} cells.");
    }

    private void Measure(
        CheckRun run, NetworkCase network, int batch, Dictionary<NetworkCase, (NetworkDefinition Definition, WeightSource Weights)> sources)
    {
        foreach (Setting setting in run.Subject.Settings)
        {
            if (!run.HasTimeFor(run.Options.IsQuick ? 1 : LongestCase))
            {
                left += Works.Length * Places.Length;
                continue;
            }
            if (!sources.TryGetValue(network, out (NetworkDefinition Definition, WeightSource Weights) source))
            {
                NetworkDefinition definition = network.Compile();
                source = sources[network] = (definition, network.Weights(definition));
            }
            var times = new CallTimes?[Works.Length, Places.Length];
            MemoryUse? memory = null;
            for (int place = 0; place < Places.Length; place++)
            {
                if (place == 1 && !run.Subject.IsGpu)
                    continue;
                using Device device = run.Subject.Open(setting with { RecordsPasses = place == 1 });
                using var loaded = new LoadedNetwork(network, source.Definition, source.Weights, device, batch);
                MeasureOn(run, device, loaded, (work, time) => times[work, place] = time);
                memory = device.Memory;
                if (place == 1)
                    RequireReplays(run, network, loaded);
                else
                    algorithms.Add([.. Names(run, network, batch, setting), AlgorithmsOf(loaded.Engine)]);
            }
            AddRow(run, network, batch, setting, times, memory);
        }
    }

    private void MeasureOn(CheckRun run, Device device, LoadedNetwork network, Action<int, CallTimes> take)
    {
        using var clock = new DeviceClock(device, run.Options.IsQuick);
        Target target = network.Target;
        network.Feed();
        // A map is made of the activation: without this, every Grad-CAM would run forward twice.
        using IDisposable kept = network.Layer!.Keep();
        for (int work = 0; work < Works.Length; work++)
        {
            Action<LoadedNetwork, Target> call = Works[work].Run;
            if (run.HasTimeFor(run.Options.IsQuick ? 1 : LongestCase))
                take(work, clock.Time(() => call(network, target)));
            else
                left++;
        }
    }

    private static void RequireReplays(CheckRun run, NetworkCase network, LoadedNetwork loaded)
    {
        if (Gpu.PassesOf(loaded.Engine) is { Replays: 0 } passes)
            run.Report.Note($"{network.Name}: no pass was replayed{(passes.Obstacle is { } obstacle ? $": {obstacle}" : "")}; its times as a graph are eager ones.");
    }

    private static Cell[] Names(CheckRun run, NetworkCase network, int batch, Setting setting) =>
        !run.Subject.IsGpu ? [network.Name, Cell.Of(batch, "0"), "–", "–"]
        :
        [
            network.Name, Cell.Of(batch, "0"), setting.Precision == Precision.Tf32 ? "on" : "off",
            setting.Tuning == Tuning.Measured ? "measured" : "heuristic",
        ];

    // Each with how often it occurs.
    private static string AlgorithmsOf(Network network) => string.Join("; ", network.Groups.Select(group => group.Algorithm)
        .Where(algorithm => algorithm.Length > 0).CountBy(algorithm => algorithm).OrderByDescending(count => count.Value)
        .Select(count => $"{count.Value} × ({count.Key})"));

    private void AddRow(CheckRun run, NetworkCase network, int batch, Setting setting, CallTimes?[,] times, MemoryUse? memory)
    {
        Cell[] first = Names(run, network, batch, setting);
        var events = new List<Cell>();
        var clock = new List<Cell>();
        var more = new List<(string, double)>();
        for (int work = 0; work < Works.Length; work++)
        {
            for (int place = 0; place < Places.Length; place++)
            {
                CallTimes? time = times[work, place];
                events.Add(time is { } both ? Cell.Of(both.Events ?? both.Wall) : Cell.None);
                clock.Add(time is { } known ? Cell.Of(known.Wall) : Cell.None);
                if (time is { } measured)
                    more.Add(($"{Works[work].Name}, {Places[place]}, by the clock", measured.Wall));
            }
        }
        run.Report.Row([.. first, .. events, memory is { } use ? Cell.Of(use.OnDevice / (double)(1 << 20), "0") : Cell.None], more);
        walls.Add([.. first, .. clock]);
    }
}
