using System.Diagnostics;
using CaffeSharpGen;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

// How long a forward pass, Grad-CAM's backward pass and a guided backward pass take, with random weights, on two threads.
//   dotnet run -c Release --project bench/NetworkTimes [-- network [--layers | --check | --run-time | --write FILE]]
// With --check it compares every value with the oracle's instead, with --run-time the network with its prototxt compiled at run time. With --write it writes the
// random weights as a caffemodel instead, to try programs on files of the published size.
var networks = new (string Name, string File, string Layer, string Logits, Func<string, Device, Network> Load)[]
{
    ("VGG-16", "vgg16", "relu5_3", "fc8", (file, device) => Vgg16.Load(RandomWeights.For(file), device)),
    ("AlexNet", "alexnet", "relu5", "fc8", (file, device) => AlexNet.Load(RandomWeights.For(file), device)),
    ("SqueezeNet 1.0", "squeezenet_v1.0", "relu_conv10", "pool10", (file, device) => SqueezeNet10.Load(RandomWeights.For(file), device)),
    ("GoogLeNet", "googlenet", "inception_5b/output", "loss3/classifier", (file, device) => GoogLeNet.Load(RandomWeights.For(file), device)),
    ("ResNet-50", "resnet50", "res5c_relu", "fc1000", (file, device) => ResNet50.Load(RandomWeights.For(file), device)),
};
string? only = args.FirstOrDefault(arg => !arg.StartsWith('-'));
if (args is [string written, "--write", string path])
{
    CaffeModelWriter.Write(path, written, RandomWeights.TensorsFor(Path.Combine(RandomWeights.Models, $"{written}.prototxt")));
    return;
}
if (args.Contains("--check"))
{
    foreach ((string name, string file, _, string logits, Func<string, Device, Network> load) in networks.Where(network => only is null || only == network.File))
    {
        Console.WriteLine($"\n{name}");
        Check.Print(device => load(Path.Combine(RandomWeights.Models, $"{file}.prototxt"), device), logits);
    }
    return;
}
using Device device = Device.Cpu(2);
if (args.Contains("--run-time"))
{
    Console.WriteLine($"{device}; compiled at run time ÷ compiled into the program, median of pairs (minima)\n");
    Console.WriteLine("| network | forward | guided backward | compiling at run time, ms |\n|---|---|---|---|");
    foreach ((string name, string file, _, string logits, Func<string, Device, Network> load) in networks.Where(network => only is null || only == network.File))
        RunTimeComparison.Print(name, Path.Combine(RandomWeights.Models, $"{file}.prototxt"), logits, device, load);
    return;
}
Console.WriteLine($"{device}; milliseconds, least and median of 12 runs after 2\n");
Console.WriteLine("| network | forward | Grad-CAM backward | guided backward | managed bytes a run |");
Console.WriteLine("|---|---|---|---|---|");
foreach ((string name, string file, string layer, string logits, Func<string, Device, Network> load) in networks)
{
    if (only is not null && only != file)
        continue;
    using Network network = load(Path.Combine(RandomWeights.Models, $"{file}.prototxt"), device);
    network.TryGetHook(layer, out Hook? at);
    network.TryGetHook(logits, out Hook? output);
    var target = new Target(output!, 7);
    Hook input = network.Inputs.Single();
    Feed(network);
    string forward = Time(network.Forward), cam = Time(() => network.Backward(target, at!, ReluRule.Standard));
    string guided = Time(() => network.Backward(target, input, ReluRule.Guided));
    long before = GC.GetAllocatedBytesForCurrentThread();
    network.Forward();
    network.Backward(target, input, ReluRule.Guided);
    Console.WriteLine($"| {name} | {forward} | {cam} | {guided} | {GC.GetAllocatedBytesForCurrentThread() - before} |");
    if (args.Contains("--layers"))
        LayerTimes.Print(network);
}

static string Time(Action run)
{
    var times = new double[12];
    run();
    run();
    for (int i = 0; i < times.Length; i++)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
    Array.Sort(times);
    return $"{times[0]:f1} / {times[6]:f1}";
}

internal static partial class Program
{
    public static void Feed(Network network)
    {
        InputHook input = network.Inputs.Single();
        var random = new Random(1);
        input.Set([.. Enumerable.Range(0, input.Shape.Count).Select(_ => (float)(random.NextDouble() * 200 - 100))]);
    }
}
