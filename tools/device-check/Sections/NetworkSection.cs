using CaffeSharpGen.Cuda;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.DeviceCheck.Reporting;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>Whole networks, processor against device: values, gradients, Grad-CAM, guided backprop and deconvnet.</summary>
internal sealed class NetworkSection() : Section("Networks against the processor")
{
    // Of the largest value.
    private const double ValueLimit = 1e-4, Tf32ValueLimit = 5e-2;

    // Of the norm. A value next to zero is positive on one device and negative on the other, and its rectifier then lets a gradient
    // through on one of them: one in a million such values is a thousandth of the gradient's norm, and there are many layers.
    private const double GradientLimit = 3e-2;

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        Report report = run.Report;
        report.Note(
            $"Values: largest difference ÷ largest value, at most {ValueLimit:0e+0} (TF32: {Tf32ValueLimit:0e+0}). Gradients and maps: norm of the "
            + $"difference ÷ norm, at most {GradientLimit:0e+0} (TF32: shown only), as rectifiers of values next to zero may differ.");
        report.BeginTable(
            "network", Column.Number("images"), "precision", "tuning", Column.Number("output"), Column.Number("layer"), Column.Number("gradient"),
            Column.Number("Grad-CAM"), Column.Number("guided"), Column.Number("deconvnet"), Column.Number("MiB of weights"), Column.Number("values"),
            Column.Number("workspaces"), Column.Number("pinned"));
        int left = 0;
        foreach (NetworkCase network in run.Options.IsQuick ? NetworkCase.Small : NetworkCase.All)
        {
            if (run.HasTimeFor(15) || (run.Options.IsQuick && run.HasTimeFor(2)))
                run.Try(network.Name, () => Check(run, network));
            else
                left++;
        }
        if (left > 0)
            report.Fail($"the time was over before {left} networks were checked");
    }

    private static void Check(CheckRun run, NetworkCase network)
    {
        NetworkDefinition definition = network.Compile();
        using WeightSource weights = network.Weights(definition);
        using Device cpu = Device.Cpu();
        int images = definition.HasFreeBatch ? network.Batch : 1;
        using var expected = new LoadedNetwork(network, definition, weights, cpu, images);
        Outcome outcome = Outcome.Of(expected, null);
        bool hasAllSettings = NetworkCase.Measured.Contains(network) || run.Options.IsQuick;
        foreach (Setting setting in run.Subject.Settings.Take(hasAllSettings ? int.MaxValue : 1))
        {
            Precision precision = setting.Precision;
            using Device device = run.Subject.Open(setting);
            using var found = new LoadedNetwork(network, definition, weights, device, images);
            foreach (string note in found.Engine.Notes)
                run.Report.Note($"{network.Name}: {note}");
            // Three times: the second pass of a kind is recorded, the third is replayed.
            for (int pass = 1; pass <= 3; pass++)
            {
                Outcome other = Outcome.Of(found, outcome.Explained);
                Errors errors = Compare(outcome, other);
                bool isWithin = errors.IsWithin(precision);
                if (pass < 3 && isWithin)
                    continue;
                AddRow(run, network, images, setting, errors, device.Memory);
                if (!isWithin)
                {
                    run.Report.Fail($"{network.Name}, {precision}, {Name(setting.Tuning)}, pass {pass}: {errors.Reason(precision)}; {Locate(expected, found)}");
                    break;
                }
            }
            if (Gpu.PassesOf(found.Engine)?.Obstacle is { } obstacle)
                run.Report.Fail($"{network.Name}: passes are not recorded: {obstacle}");
        }
    }

    private static void AddRow(CheckRun run, NetworkCase network, int images, Setting setting, Errors errors, MemoryUse? memory)
    {
        Cell Mib(Func<MemoryUse, long> bytes) => memory is { } use ? Cell.Of(bytes(use) / (double)(1 << 20), "0.0") : Cell.None;
        run.Report.Row(
            network.Name, Cell.Of(images, "0"), setting.Precision == Precision.Full ? "full" : "TF32", Name(setting.Tuning), Cell.Error(errors.Output), Show(errors.Layer),
            Show(errors.Gradient), Show(errors.Map), Cell.Error(errors.Guided), Cell.Error(errors.Deconvnet),
            Mib(use => use.Weights), Mib(use => use.Values), Mib(use => use.Workspaces), Mib(use => use.Pinned));
    }

    private static string Name(Tuning tuning) => tuning == Tuning.Heuristic ? "heuristic" : "measured";

    private static Cell Show(double? error) => error is { } value ? Cell.Error(value) : Cell.None;

    private static Errors Compare(Outcome expected, Outcome found) => new(
        Worst(expected.Outputs, found.Outputs, Agreement.OfLargest),
        Between(expected.Layer, found.Layer, Agreement.OfLargest),
        Between(expected.Gradient, found.Gradient, Agreement.OfNorm),
        Between(expected.Map, found.Map, Agreement.OfNorm),
        Worst(expected.Guided, found.Guided, Agreement.OfNorm),
        Worst(expected.Deconvnet, found.Deconvnet, Agreement.OfNorm));

    private static double? Between(float[]? expected, float[]? found, Compared error) => expected is null ? null : error(expected, found);

    private static double Worst(float[][] expected, float[][] found, Compared error)
    {
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
            worst = Math.Max(worst, error(expected[i], found[i]));
        return worst;
    }

    // Where to look: the first value that differs, by a pass over each network that keeps all values.
    private static string Locate(LoadedNetwork expected, LoadedNetwork found)
    {
        foreach (FusedGroup group in found.Engine.Groups)
        {
            Hook value = group.Layers[^1].Outputs[0];
            Hook reference = expected.Engine.Hooks[value.Index];
            double error = Agreement.OfLargest(reference.Activation.Span, value.Activation.Span);
            if (!Agreement.IsWithin(error, ValueLimit))
                return $"the first value that differs is '{value.Name}' ({value.LayerType}, {group.Algorithm}), by {error:0.0e+0}";
        }
        return "all values agree";
    }

    private delegate double Compared(ReadOnlySpan<float> expected, ReadOnlySpan<float> found);

    /// <summary>What a network computes of its random inputs.</summary>
    private sealed record Outcome(
        int[] Explained, float[][] Outputs, float[]? Layer, float[]? Gradient, float[]? Map, float[][] Guided, float[][] Deconvnet)
    {
        /// <param name="network">The network.</param>
        /// <param name="explained">Which scores are explained; null for the largest.</param>
        public static Outcome Of(LoadedNetwork network, int[]? explained)
        {
            Network engine = network.Engine;
            network.Feed();
            engine.Forward();
            explained ??= network.Best();
            Target target = network.TargetOf(explained);
            float[][] outputs = [.. network.Outputs.Append(network.Logits).Select(output => output.Activation.Span.ToArray())];
            float[]? layer = null, gradient = null, map = null;
            if (network.Layer is { } at)
            {
                layer = at.Activation.Span.ToArray();
                engine.Backward(target, at);
                gradient = at.Gradient.Span.ToArray();
                map = [.. engine.GradCamBatch(at, target).SelectMany(one => one.Map.Span.ToArray())];
            }
            return new Outcome(
                explained, outputs, layer, gradient, map, AtInputs(network, target, ReluRule.Guided), AtInputs(network, target, ReluRule.Deconv));
        }

        private static float[][] AtInputs(LoadedNetwork network, Target target, ReluRule rule)
        {
            Hook[] inputs = [.. network.Engine.Inputs.Where(input => Reaches(network.Engine, input, target.Hook))];
            network.Engine.Backward(target, inputs, rule);
            return [.. inputs.Select(input => input.Gradient.Span.ToArray())];
        }

        private static bool Reaches(Network engine, Hook input, Hook target) => engine.Behind(input).Contains(target);
    }

    /// <summary>How far two outcomes are apart.</summary>
    private sealed record Errors(double Output, double? Layer, double? Gradient, double? Map, double Guided, double Deconvnet)
    {
        public bool IsWithin(Precision precision) => Reason(precision).Length == 0;

        public string Reason(Precision precision)
        {
            double values = precision == Precision.Full ? ValueLimit : Tf32ValueLimit;
            double gradients = precision == Precision.Full ? GradientLimit : double.MaxValue;
            (string What, double? Error, double Limit)[] all =
            [
                ("the output", Output, values), ("the layer's value", Layer, values), ("the layer's gradient", Gradient, gradients),
                ("the map", Map, gradients), ("the guided gradient", Guided, gradients), ("the deconvnet gradient", Deconvnet, gradients),
            ];
            return string.Join(
                ", ",
                all.Where(one => one.Error is { } error && !Agreement.IsWithin(error, one.Limit))
                    .Select(one => $"{one.What} is off by {one.Error:0.0e+0}, at most {one.Limit:0e+0} is right"));
        }
    }
}
