using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CaffeSharpGen;
using CaffeSharpGen.Kernels;

// How fast the convolutions are, with BenchmarkDotNet and its options; or quickly, the least of some runs in a Markdown table.
//   dotnet run -c Release --project bench/Kernels -- --filter '*Stage*'
//   dotnet run -c Release --project bench/Kernels -- --quick [options] [part of a name]
// The options of --quick: --backward, --batch N, --threads N, --width 16|8|4, --exact, --milliseconds N.
if (!args.Contains("--quick"))
{
    // In this process: the project's settings are not those of the one that BenchmarkDotNet would make.
    IConfig config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).AddColumn(new RateColumn())
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(64));
    BenchmarkSwitcher.FromAssembly(typeof(LayerBenchmarks).Assembly).Run(args, config);
    return;
}
int Value(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var i
    ? int.Parse(args[i + 1], CultureInfo.InvariantCulture)
    : otherwise;
int milliseconds = Value("--milliseconds", 400);
int batch = Value("--batch", 1), threads = Value("--threads", 2), width = Value("--width", 0);
bool backward = args.Contains("--backward");
string? only = args.Length > 0 && !args[^1].StartsWith('-') && !int.TryParse(args[^1], out _) ? args[^1] : null;
double peak = FmaPeak.Measure(threads);
Console.WriteLine($"{(backward ? "backward data" : "forward")}, batch {batch}, {threads} threads; FMA limit {peak:f0} GFLOP/s\n");
Console.WriteLine("| layer | ms | GFLOP/s, as if direct | of the FMA limit | packed MB | algorithm |");
Console.WriteLine("|---|---|---|---|---|---|");
bool IsWanted(LayerSizes layer) => only is null || layer.ToString().Contains(only, StringComparison.OrdinalIgnoreCase);
foreach (LayerSizes layer in LayerSizes.All.Where(IsWanted))
{
    using var bound = new BoundLayer(layer, backward, batch, threads, width, args.Contains("--exact") ? Accuracy.Exact : Accuracy.Fast);
    double best = double.MaxValue;
    var all = Stopwatch.StartNew();
    for (int i = 0; i < 10 || all.ElapsedMilliseconds < milliseconds; i++)
    {
        long start = Stopwatch.GetTimestamp();
        bound.Run();
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
    double rate = layer.Flops(batch) / best / 1e9;
    Console.WriteLine($"| {layer} | {best * 1e3:f3} | {rate:f0} | {rate / peak:p0} | {bound.PackedBytes / 1e6:f1} | {bound.Algorithm} |");
}
