using CaffeSharpGen.Definitions;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.DeviceCheck.Passes;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>Random orders of passes, observers and inputs, with recorded passes and without: results are the same, bit for bit.</summary>
internal sealed class PassSection() : Section("Passes in random order, recorded and not")
{
    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        (NetworkCase Network, int Orders, int Actions)[] all = run.Options.IsQuick
            ? [(NetworkCase.Small[0], 6, 60), (NetworkCase.Small[4], 4, 40)]
            :
            [
                .. NetworkCase.Small.Select(network => (network, 20, 100)),
                .. NetworkCase.Measured.Where(network => network.Batch > 1).Select(network => (network, 3, 60)),
            ];
        Report report = run.Report;
        report.BeginTable(
            "network", Column.Number("images"), Column.Number("orders"), Column.Number("actions"), Column.Number("values compared"),
            Column.Number("passes replayed"));
        long replays = 0;
        int left = 0;
        foreach ((NetworkCase network, int orders, int actions) in all)
        {
            if (run.HasTimeFor(run.Options.IsQuick ? 2 : 10))
                run.Try(network.Name, () => replays += Check(run, network, orders, actions));
            else
                left++;
        }
        if (left > 0)
            report.Fail($"the time was over before {left} networks were run in random orders");
        if (run.Subject.IsGpu && replays == 0)
            report.Fail("no pass was replayed: recording was not checked");
    }

    private static long Check(CheckRun run, NetworkCase network, int orders, int actions)
    {
        NetworkDefinition definition = network.Compile();
        using WeightSource weights = network.Weights(definition);
        int images = definition.HasFreeBatch ? network.Batch : 1;
        using Device recording = run.Subject.Open(new Setting(RecordsPasses: true)), plain = run.Subject.Open(new Setting(RecordsPasses: false));
        using var first = new LoadedNetwork(network, definition, weights, recording, images);
        using var second = new LoadedNetwork(network, definition, weights, plain, images);
        long compared = 0, replays = 0;
        int done = 0;
        for (int seed = 0; seed < orders && run.HasTimeFor(1); seed++, done++)
        {
            using LoadedNetwork one = first.Share(images), other = second.Share(images);
            var order = new RandomOrder(one, other, seed);
            string? difference = order.Run(actions);
            compared += order.Compared;
            replays += Gpu.PassesOf(one.Engine)?.Replays ?? 0;
            if (difference is not null)
                run.Report.Fail($"{network.Name}, order {seed}: {difference}");
            if (Gpu.PassesOf(one.Engine)?.Obstacle is { } obstacle)
                run.Report.Fail($"{network.Name}: passes are not recorded: {obstacle}");
        }
        run.Report.Row(
            network.Name, Cell.Of(images, "0"), Cell.Of(done, "0"), Cell.Of(actions, "0"), Cell.Of(compared, "0"),
            run.Subject.IsGpu ? Cell.Of(replays, "0") : Cell.None);
        return replays;
    }
}
