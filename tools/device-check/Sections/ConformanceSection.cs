using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Conformance;
using CaffeSharpGen.DeviceCheck.Devices;
using CaffeSharpGen.DeviceCheck.Networks;
using CaffeSharpGen.DeviceCheck.Reporting;

namespace CaffeSharpGen.DeviceCheck.Sections;

/// <summary>Every example of every layer type against the scalar oracle: values, and gradients by all rules, overwriting and adding.</summary>
internal sealed class ConformanceSection() : Section("Layers against the oracle")
{
    // Of the largest value.
    private const double Limit = 1e-5;

    // Operations that run on the CPU because nobody wrote kernels for them, and why: the list that the tests read.
    private static readonly HashSet<string> OnTheCpu = ReadOnTheCpu();

    /// <inheritdoc/>
    public override void Run(CheckRun run)
    {
        Report report = run.Report;
        report.Note($"Largest difference ÷ largest value, over all examples of a type; at most {Limit:0e+0}. Every example runs twice.");
        report.BeginTable("layer type", Column.Number("examples"), Column.Number("values"), Column.Number("gradients"), "how");
        using Device oracle = Device.Scalar(), device = run.Subject.Open(new Setting());
        int types = 0, left = 0;
        foreach (LayerDefinition definition in LayerCatalog.Shipped.Ordered.Where(definition => definition.Type != "Input"))
        {
            if (run.HasTimeFor(1))
                types += run.Try($"{definition.Dialect} {definition.Type}", () => Check(run, definition, oracle, device)) ? 1 : 0;
            else
                left++;
        }
        if (left > 0)
            report.Fail($"the time was over before {left} types of layers were checked");
        report.Note($"{types} types of layers.");
    }

    private static void Check(CheckRun run, LayerDefinition definition, Device oracle, Device device)
    {
        double values = 0, gradients = 0;
        var algorithms = new SortedSet<string>(StringComparer.Ordinal);
        int count = 0;
        foreach (LayerExample example in definition.Examples)
        {
            var layer = new ExampleLayer(definition, example);
            using BoundLayer expected = layer.On(oracle), found = layer.On(device);
            algorithms.Add(found.Algorithm);
            // Twice: what the first pass left behind must not show in the second.
            for (int pass = 0; pass < 2; pass++)
            {
                string what = $"{definition.Dialect} {definition.Type}, example {count}, pass {pass}";
                values = Math.Max(values, Worst(run, $"{what}, value", expected.Forward(layer.Inputs), found.Forward(layer.Inputs)));
                if (layer.IsDifferentiable)
                    gradients = Math.Max(gradients, CheckGradients(run, what, layer, expected, found));
                foreach (float[] input in layer.HasGivenInputs ? [] : layer.Inputs)
                    Array.Reverse(input);
            }
            bool isListed = layer.Operations.Any(operation => OnTheCpu.Contains(operation.GetType().Name));
            if (run.Subject.IsGpu && !isListed && found.Algorithm.Contains("on the CPU", StringComparison.Ordinal))
                run.Report.Fail($"{definition.Dialect} {definition.Type}, example {count}: runs {found.Algorithm}, not on the GPU");
            count++;
        }
        run.Report.Row(
            $"{definition.Type}{(definition.Dialect == 0 ? "" : $" ({definition.Dialect})")}", Cell.Of(count, "0"), Cell.Error(values),
            Cell.Error(gradients), string.Join("; ", algorithms.Where(algorithm => algorithm.Length > 0)));
    }

    private static HashSet<string> ReadOnTheCpu()
    {
        const string name = "kernels/OnTheCpu.txt";
        using Stream list = typeof(ConformanceSection).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"this program was built without {name}");
        using var reader = new StreamReader(list);
        return [.. OnTheCpuList.Names(reader.ReadToEnd())];
    }

    private static double CheckGradients(CheckRun run, string what, ExampleLayer layer, BoundLayer expected, BoundLayer found)
    {
        double worst = 0;
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            float[][] seeds = [.. layer.OutputShapes.Select(shape => layer.RandomGradient(shape.Count))];
            worst = Math.Max(worst, Worst(run, $"{what}, {rule} gradient", expected.Backward(rule, seeds), found.Backward(rule, seeds)));
            if (!found.CanAdd || !expected.CanAdd)
                continue;
            float[][] before = [.. layer.InputShapes.Select(shape => layer.RandomGradient(shape.Count))];
            worst = Math.Max(
                worst,
                Worst(run, $"{what}, {rule} gradient that is added", expected.Backward(rule, seeds, before), found.Backward(rule, seeds, before)));
        }
        return worst;
    }

    // NaN, if there is one: it is larger than any limit.
    private static double Worst(CheckRun run, string what, float[][] expected, float[][] found)
    {
        double worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Agreement.OfLargest(expected[i], found[i]);
            if (!Agreement.IsWithin(error, Limit))
                run.Report.Fail($"{what} {i}: off by {error:0.0e+0} of the largest value, at most {Limit:0e+0} is right");
            worst = Math.Max(worst, error);
        }
        return worst;
    }
}
