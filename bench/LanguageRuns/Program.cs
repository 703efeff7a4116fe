using System.Globalization;
using CaffeSharpGen.LanguageRuns;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

// Whole runs of the samples with language, process start to last file, beside those of samples/Classify with the same weights of the image network: published sizes,
// random weights. Publish the samples first (.ci/run does), then
//   dotnet run -c Release --project bench/LanguageRuns -- FOLDER PHOTOGRAPH [runs [vqa | caption]]
// FOLDER takes the weights, 1.9 GB; what is there already stays.
if (args is not [var folder, var photograph, .. var rest])
{
    Console.Error.WriteLine("expected a folder for the weights, and a photograph");
    return 1;
}
int runs = rest is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : 7;
Directory.CreateDirectory(folder);
string output = Path.Combine(folder, "output"), captioner = Path.Combine(folder, "neuraltalk2.t7");
string? only = rest is [_, var sample] ? sample : null;
if (only is null or "vqa")
{
    QuestionFiles.Write(folder, "what", "animal", "?");
    ProgramRun.Compare(
        runs, Classification("vgg19"),
        Run("vqa", "--network", "vgg19", "--weights", Weights("vgg19"), "--model-path", Path.Combine(folder, "lstm.t7"), "--question", "What animal?"));
}
if (only is null or "caption")
{
    CaptionFiles.Write(captioner);
    ProgramRun.Compare(
        runs, Classification("vgg16"),
        Run("caption", "--model-path", captioner),
        Run("caption", "--model-path", captioner, "--strip", "false"),
        Run("caption", "--model-path", captioner, "--beam-size", "5"));
}
return 0;

ProgramRun Classification(string network) => Run("classify", "--network", network, "--weights", Weights(network));

ProgramRun Run(string program, params string[] options) => new(program, [.. options, "--image", photograph, "--out-path", output]);

string Weights(string network)
{
    string path = Path.Combine(folder, $"{network}.caffemodel");
    if (!File.Exists(path))
        CaffeModelWriter.Write(path, network, RandomWeights.TensorsFor(Path.Combine(RandomWeights.Models, $"{network}.prototxt")));
    return path;
}
