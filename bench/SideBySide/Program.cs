using System.Globalization;
using CaffeSharpGen.SideBySide;
using CaffeSharpGen.SideBySide.Engines;
using CaffeSharpGen.SideBySide.Processes;

// Times our engine beside ONNX Runtime and TorchSharp, each in a process of its own, and prints Markdown. Started by bench/side-by-side.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [Worker.Command, var engine, var threads, var log])
{
    Worker.Run(EngineKind.Find(engine), int.Parse(threads), log);
    return 0;
}
try
{
    return new CommandLine(Benchmark.Run).Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (MeasurementException failure)
{
    Console.Error.WriteLine($"side-by-side: {failure.Message}");
    return 1;
}
