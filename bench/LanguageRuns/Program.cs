using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.LanguageRuns;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

// Whole runs of a sample with language, process start to last file, beside one of samples/Classify with the same weights of the image network: published sizes,
// random weights. Publish both first (.ci/run does), then
//   dotnet run -c Release --project bench/LanguageRuns -- FOLDER PHOTOGRAPH [runs]
// FOLDER takes the weights, 0.7 GB; what is there already stays.
if (args is not [var folder, var photograph, .. var rest])
{
    Console.Error.WriteLine("expected a folder for the weights, and a photograph");
    return 1;
}
int runs = rest is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 7;
Directory.CreateDirectory(folder);
string weights = Path.Combine(folder, "vgg19.caffemodel"), output = Path.Combine(folder, "output");
if (!File.Exists(weights))
    CaffeModelWriter.Write(weights, "vgg19", RandomWeights.TensorsFor(Path.Combine(RandomWeights.Models, "vgg19.prototxt")));
QuestionFiles.Write(folder, "what", "animal", "?");

string programs = Path.GetFullPath(Path.Combine(RandomWeights.Models, "..", "artifacts"));
string[] classify = [Path.Combine(programs, "classify", "classify"), "--network", "vgg19", "--weights", weights, "--image", photograph, "--out-path", output];
string[] vqa =
[
    Path.Combine(programs, "vqa", "vqa"), "--network", "vgg19", "--weights", weights, "--model-path", Path.Combine(folder, "lstm.t7"),
    "--question", "What animal?", "--image", photograph, "--out-path", output,
];
// One after the other, so that what else the machine does meets both. The first runs bring the files into memory.
var times = new List<(double Classify, double Language)>();
for (int run = -1; run < runs; run++)
{
    (double Classify, double Language) pair = (Run(classify), Run(vqa));
    if (run >= 0)
        times.Add(pair);
}
Print("classify", [.. times.Select(pair => pair.Classify)]);
Print("vqa", [.. times.Select(pair => pair.Language)]);
Console.WriteLine(Invariant($"ratio of the medians {Median([.. times.Select(pair => pair.Language)]) / Median([.. times.Select(pair => pair.Classify)]):f2}"));
return 0;

static double Run(string[] command)
{
    long start = Stopwatch.GetTimestamp();
    using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
    string text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0
        ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
        : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {text}");
}

static void Print(string name, double[] times) =>
    Console.WriteLine(Invariant($"{name,-9} median {Median(times),7:f0} ms, least {times.Min(),7:f0} ms, of {times.Length} runs"));

static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);

static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
