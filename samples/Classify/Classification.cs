using System.Globalization;
using System.Text;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Classify;

/// <summary>A whole run: load, look, explain, write.</summary>
internal static class Classification
{
    /// <summary>The network that is taken if the command line names none.</summary>
    public const string UsualNetwork = "scenes";

    private const string ExampleImage = "scenes.example.png";

    public static Report Run(Request request, Progress progress)
    {
        RequireFileName(request.OutputImageName);
        PictureNetwork chosen = progress.Step("choose network", () => NetworkChoice.Find(request, CompiledNetworks.Catalog, UsualNetwork));
        InputFile image = CompiledNetworks.Models.FindPicture(request.Image, chosen.Entry.Name == UsualNetwork ? ExampleImage : null);
        InputFile weights = chosen.FindWeights(request.Weights, CompiledNetworks.Models);

        using Picture photo = progress.Step("read picture", image.ReadPicture);
        using Device device = RequestedDevice.Open(request, progress, Console.Error);
        using Network network = progress.Step("load weights", () => chosen.Load(weights.OpenWeights(), device));
        Hook output = network.Hooks[^1], logits = chosen.FindLogits(network);
        RequireClasses(output);
        Hook layer = LayerName.Find(network, request.Layer ?? chosen.Entry.GradCamLayer, logits);
        string[] names = ClassNames.Read(request.ClassNames, chosen.Entry, CompiledNetworks.Models, network.Name, output.Shape.Count);

        // What is read below stays where it is while the network runs, which then runs once.
        layer.AsCaffeStoresIt.Keep();
        logits.Keep();
        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        FiniteNumbers.Require(logits.Activation, $"{weights.Name}: the scores of {image.Name}");
        int[] classes = LabelChoice.Classes(request.Labels, names, output);
        KnownObjects known = KnownObjects.Beside(image);
        var folder = new OutputFolder(request.OutputPath);
        var pictures = new ExplanationPictures(folder, "classify", request.SaveAsHeatMap, request.Strip);
        bool areProbabilities = LabelChoice.AreProbabilities(output);
        ReportedExplanation[] explained = [.. classes.Select(index =>
        {
            var target = new Target(logits, index);
            // As in the original, a convolution with a rectifier in place over it shows the rectified values.
            Explanation cam = progress.Step("Grad-CAM", () => Explain.GradCam(network, layer, target, asCaffeStoresIt: true));
            Explanation guided = progress.Step(
                "guided backprop", () => Explain.GuidedBackprop(network, target, channels: chosen.Transform.Channels));
            FiniteNumbers.Require(cam.Map, $"{weights.Name}: the map of {names[index]}");
            FiniteNumbers.Require(guided.Map, $"{weights.Name}: the gradient of {names[index]}");
            string label = (index + 1).ToString(CultureInfo.InvariantCulture);
            string name = string.IsNullOrEmpty(request.OutputImageName)
                ? label
                : classes.Length == 1
                ? request.OutputImageName
                : $"{request.OutputImageName}_{label}";
            string shown = Shown(names[index], output.Activation[index], areProbabilities);
            string[] files = progress.Step("draw", () => pictures.Add(photo, name, shown, cam, guided));
            (int X, int Y)? peak = cam.Map.Span.ContainsAnyExcept(0f) ? cam.Peak(photo.Width, photo.Height) : null;
            Box[] boxes = known.Of(names[index]);
            bool? inside = boxes.Length == 0 ? null : peak is var (x, y) && boxes.Any(box => box.Contains(x, y));
            return new ReportedExplanation(
                names[index], logits.Activation[index],
                peak is var (column, row) ? new MapPeak(column, row, known.At(column, row)) : null, files)
            {
                Label = index + 1,
                InsideObject = inside,
            };
        })];
        progress.Step("write", folder.Commit);
        string[] scoreNotes = areProbabilities || chosen.DroppedLosses.Count == 0
            ? []
            : [
                $"{network.Name} ends in scores, as its loss '{chosen.DroppedLosses[^1]}' is dropped; "
                + "--keep-loss makes probabilities of them",
            ];
        return new Report(
            "classify", new ReportedPicture(image.Name, photo.Width, photo.Height),
            new ReportedNetwork(network.Name, weights.Name, layer.Name), device.ToString(),
            [
                .. output.Top(Math.Min(request.Top, names.Length)).Select(score => new Prediction(names[score.Index])
                {
                    Label = score.Index + 1,
                    Probability = areProbabilities ? score.Value : null,
                    Score = areProbabilities ? null : score.Value,
                }),
            ],
            explained, [.. photo.Notes, .. chosen.Notes, .. scoreNotes, .. network.Notes], progress.Timings)
        {
            Memory = device.Memory,
        };
    }

    // Names of ImageNet are several, separated by commas.
    private static string Shown(string name, float value, bool isProbability) => string.Create(
        CultureInfo.InvariantCulture, $"{name.Split(',')[0]} {(isProbability ? "" : "score ")}{value:f2}");

    private static void RequireClasses(Hook output)
    {
        if (output.Shape.Rank > 2 && output.Shape.CountFrom(2) > 1)
        {
            throw new UserError(
                $"the last layer of {output.Network.Name}, '{output.Name}', gives {output.Shape}; "
                + "expected a number for each class, such as 1×1000");
        }
    }

    // The name becomes part of file names: it must not lead out of the folder.
    private static void RequireFileName(string? name)
    {
        // File systems count 255 bytes; the rest is for what stands around it.
        if (name is not null && (name.AsSpan().ContainsAny('/', '\\', '\0') || Encoding.UTF8.GetByteCount(name) > 200))
        {
            throw new UserError(
                $"the output image name '{name}' cannot be part of a file name; expected at most 200 bytes of UTF-8 without / and \\");
        }
    }
}
