using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Detectors;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>A run of a detector: what it finds in each picture, and why the boxes that are asked for.</summary>
internal sealed class DetectorRun
{
    private const int MostReported = 10;

    private readonly ExplainRequest request;
    private readonly Progress progress;
    private readonly PictureNetwork chosen;
    private readonly string weights;
    private readonly Network network;
    private readonly Hook rows;
    private readonly Hook? layer;
    private readonly BoxLabels labels;
    private readonly OutputFolder folder;
    private readonly FileNames names = new();

    /// <summary>Takes a network that was loaded.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Says what is being done.</param>
    /// <param name="chosen">The network.</param>
    /// <param name="weights">The file of its weights.</param>
    /// <param name="rows">The value with its boxes.</param>
    public DetectorRun(ExplainRequest request, Progress progress, PictureNetwork chosen, string weights, Hook rows)
    {
        (this.request, this.progress, this.chosen, this.weights, this.rows) = (request, progress, chosen, weights, rows);
        network = rows.Network;
        string? named = request.Network.Layer ?? (chosen.Entry.GradCamLayer.Length > 0 ? chosen.Entry.GradCamLayer : null);
        layer = named is null || !request.Method.ReadsLayer ? null : LayerName.Find(network, named);
        labels = BoxLabels.Read(request.Labels, chosen.Entry, ExplainNetworks.Models);
        folder = new OutputFolder(request.Network.OutputPath);
    }

    /// <summary>Runs.</summary>
    public ExplainReport Run()
    {
        // What is read below stays where it is while the network runs, which then runs once.
        using IDisposable kept = rows.KeepDetections();
        layer?.Keep();
        ExplainedPicture[] pictures = [.. request.Pictures.Select(Explain)];
        progress.Step("write", folder.Commit);
        return new ExplainReport(
            network.Name, weights, network.Device.ToString()!, network.Device.Memory, request.Method.Name, layer?.Name, pictures,
            [.. chosen.Notes, .. network.Notes]);
    }

    private ExplainedPicture Explain(string file)
    {
        using Picture photo = progress.Step("read picture", () => InputFile.Picture(file).ReadPicture());
        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        FiniteNumbers.Require(rows.Activation, $"{weights}: the boxes of {file}");
        Detection[] found = [.. FoundBoxes.Sorted(rows)];
        int[] asked = [.. (request.Boxes.Count > 0 ? request.Boxes.Select(box => Require(box, found, file))
            : request.Targets.SelectMany(target => Find(target, found, file))).Distinct()];
        int count = Math.Min(found.Length, Math.Max(MostReported, asked.Length == 0 ? 0 : asked.Max() + 1));
        var drawing = new BoxDrawing(photo, [.. found.Take(count).Select(detection => FoundBoxes.Describe(detection, labels, photo))]);
        string stem = names.Of(file);
        string boxFile = folder.Add($"{names.Of(stem, "boxes", 0, "all")}.png", drawing.All());
        ExplainedClass[] explained =
            [.. asked.Select(box => progress.Step("explain", () => Explain(photo, stem, drawing, found[box], box)))];
        return new ExplainedPicture(file, [], explained)
        {
            Boxes = [.. drawing.Boxes.Select((shown, box) => Report(found[box], shown.Box, box))],
            BoxCount = found.Length,
            BoxFile = boxFile,
        };
    }

    private ExplainedClass Explain(Picture photo, string stem, BoxDrawing drawing, Detection detection, int box)
    {
        ExplanationMethod method = request.Method;
        Target target = detection.Target;
        Hook at = method.ReadsLayer ? FoundBoxes.LayerFor(detection, layer) : target.Hook;
        Explanation explanation = method.Run(network, at, target, chosen.Transform.Channels);
        string label = labels.Of(detection.Label), name = names.Of(stem, $"{label}-box{box}", box, method.Name);
        FiniteNumbers.Require(explanation.Map, $"{weights}: the map of {drawing.Boxes[box].Text}");
        var files = new List<string> { folder.Add($"{name}.png", method.Draw(explanation)) };
        (int X, int Y)? peak = null;
        if (method.HasOverlay)
        {
            files.Add(folder.Add($"{name}.overlay.png", drawing.Overlay(explanation, box)));
            peak = explanation.Map.Span.ContainsAnyExcept(0f) ? explanation.Peak(photo.Width, photo.Height) : null;
        }
        float score = target.Hook.Activation.Image(detection.Image)[target.ElementOf(detection.Image)];
        return new ExplainedClass(detection.Label, labels.AreKnown ? label : null, score, peak?.X, peak?.Y, files)
        {
            Box = box,
            Target = target.ToString(),
            Layer = method.ReadsLayer ? at.Name : null,
            IsPeakInBox = peak is var (x, y) ? drawing.Boxes[box].Box.Contains(x, y) : null,
        };
    }

    private ReportedBox Report(Detection detection, Box shown, int box) => new(
        box, detection.Label < 0 ? null : detection.Label, labels.AreKnown && detection.Label >= 0 ? labels.Of(detection.Label) : null,
        detection.Score, shown.Left, shown.Top, shown.Width, shown.Height);

    private int Require(int box, Detection[] found, string file) => box < found.Length ? box : throw new UserError(
        $"--box is {box}; {network.Name} finds {Count(found)} in {file}"
        + (found.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $", 0 … {found.Length - 1}, the largest score first") : ""));

    // top3, a class's name or its number: the best box of it.
    private IEnumerable<int> Find(string target, Detection[] found, string file)
    {
        if (target.StartsWith("top", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(target.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int best) && best > 0)
            return Enumerable.Range(0, Math.Min(best, found.Length));
        int[] classes = [.. labels.Named(target)];
        if (classes.Length == 0 && int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            classes = [number];
        if (classes.Length == 0)
        {
            string near = string.Join(" or ", labels.Near(target).Select(name => $"'{name}'"));
            throw new UserError(labels.AreKnown
                ? $"{network.Name} has no class '{target}'; did you mean {near}?"
                : $"'{target}' is no number, and no names of classes are known: give --labels, a number counted from 0, --box or top1");
        }
        int box = Array.FindIndex(found, detection => classes.Contains(detection.Label));
        return box >= 0
            ? [box]
            : throw new UserError($"none of the {Count(found)} that {network.Name} finds in {file} is of class '{target}'");
    }

    private static string Count(Detection[] found) =>
        string.Create(CultureInfo.InvariantCulture, $"{found.Length} box{(found.Length == 1 ? "" : "es")}");
}
