using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Detectors;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Detect;

/// <summary>A whole run: load, look, explain each box, write.</summary>
internal static class Detecting
{
    /// <summary>The network that is taken if the command line names none.</summary>
    public const string UsualNetwork = "scenes_ssd";

    private const string ExampleImage = "scenes.example.png";

    public static Report Run(Request request, Progress progress)
    {
        PictureNetwork chosen = progress.Step(
            "choose network", () => NetworkChoice.Find(request, CompiledDetectors.Catalog, UsualNetwork));
        InputFile image = CompiledDetectors.Models.FindPicture(request.Image, chosen.Entry.Name == UsualNetwork ? ExampleImage : null);
        InputFile weights = chosen.FindWeights(request.Weights, CompiledDetectors.Models);

        using Picture photo = progress.Step("read picture", image.ReadPicture);
        using Device device = RequestedDevice.Open(request, progress, Console.Error);
        using Network network = progress.Step("load weights", () => chosen.Load(weights.OpenWeights(), device));
        Hook rows = DetectionRows.OutputOf(network) ?? throw new UserError(
            $"{network.Name} has no layer that puts out boxes; expected a detector, such as one that ends in DetectionOutput");
        var names = BoxLabels.Read(request.ClassNames, chosen.Entry, CompiledDetectors.Models);
        string? layerName = request.Layer ?? (chosen.Entry.GradCamLayer.Length > 0 ? chosen.Entry.GradCamLayer : null);
        Hook? layer = layerName is null ? null : LayerName.Find(network, layerName);

        // What is read below stays where it is while the network runs, which then runs once.
        rows.KeepDetections();
        layer?.AsCaffeStoresIt.Keep();
        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        FiniteNumbers.Require(rows.Activation, $"{weights.Name}: the boxes of {image.Name}");
        Detection[] found = [.. FoundBoxes.Sorted(rows, request.Threshold).Take(request.Top)];
        KnownObjects known = KnownObjects.Beside(image);
        var folder = new OutputFolder(request.OutputPath);
        var drawing = new BoxDrawing(photo, [.. found.Select(detection => FoundBoxes.Describe(detection, names, photo))]);
        var pictures = new BoxPictures(folder, drawing);
        ReportedDetection[] explained = [.. found.Select((detection, i) =>
        {
            LabeledBox shown = drawing.Boxes[i];
            Hook at = FoundBoxes.LayerFor(detection, layer);
            Explanation cam = progress.Step(
                "Grad-CAM", () => Explain.GradCam(network, at, detection.Target, detection.Image, asCaffeStoresIt: true));
            FiniteNumbers.Require(cam.Map, $"{weights.Name}: the map of {shown.Text}");
            (int X, int Y)? peak = cam.Map.Span.ContainsAnyExcept(0f) ? cam.Peak(photo.Width, photo.Height) : null;
            string[] files = progress.Step("draw", () => pictures.Add(i, cam, request.SaveAsHeatMap));
            return new ReportedDetection(
                names.Of(detection.Label), detection.Label, detection.Score, ReportedBox.Of(shown.Box), detection.Index,
                new ReportedScore(detection.Target.ToString(), detection.Target.Hook.Activation.Image(detection.Image)[detection.Target.ElementOf(detection.Image)]),
                at.Name, peak is var (column, row) ? new MapPeak(column, row, known.At(column, row)) : null, files)
            {
                InsideBox = peak is var (x, y) && shown.Box.Contains(x, y),
                Overlap = OverlapWithKnown(known.Of(names.Of(detection.Label)), shown.Box),
            };
        })];
        string[] overviews = progress.Step("draw", () => pictures.AddOverviews(request.Strip));
        progress.Step("write", folder.Commit);
        return new Report(
            "detect", new ReportedPicture(image.Name, photo.Width, photo.Height),
            new ReportedNetwork(network.Name, weights.Name, layer?.Name ?? "of each box"), device.ToString(), explained, overviews,
            [.. photo.Notes, .. chosen.Notes, .. network.Notes], progress.Timings)
        {
            Memory = device.Memory,
        };
    }

    private static float? OverlapWithKnown(Box[] known, Box found)
    {
        static DetectionBox Sides(Box box) => new(box.Left, box.Top, box.Right, box.Bottom, IsRelative: false);
        return known.Length == 0 ? null : known.Max(box => Sides(box).Overlap(Sides(found)));
    }
}
