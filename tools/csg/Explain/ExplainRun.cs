using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Csg.Explain;

/// <summary>A whole run: the network is loaded once, each picture runs through it, and all maps are written at the end.</summary>
internal sealed class ExplainRun
{
    private const int Predictions = 5;

    private readonly ExplainRequest request;
    private readonly Progress progress;
    private readonly PictureNetwork chosen;
    private readonly string weights;
    private readonly Network network;
    private readonly Hook output, logits, layer;
    private readonly ClassLabels labels;
    private readonly OutputFolder folder;
    private readonly FileNames names = new();

    private ExplainRun(ExplainRequest request, Progress progress, PictureNetwork chosen, string weights, Network network)
    {
        (this.request, this.progress, this.chosen, this.weights, this.network) = (request, progress, chosen, weights, network);
        (output, logits) = (network.Hooks[^1], chosen.FindLogits(network));
        RequireClasses(output);
        layer = request.Method.ReadsLayer
            ? LayerName.Find(network, request.Network.Layer ?? chosen.Entry.GradCamLayer, logits)
            : logits;
        labels = ClassLabels.Read(request.Labels, chosen.Entry.Labels, network.Name, output.Shape.Count);
        folder = new OutputFolder(request.Network.OutputPath);
    }

    /// <summary>Runs.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Says what is being done.</param>
    /// <param name="error">The error output.</param>
    public static ExplainReport Run(ExplainRequest request, Progress progress, TextWriter error)
    {
        PictureNetwork chosen = progress.Step("compile", () => ExplainNetworks.Find(request.Network));
        InputFile weights = ExplainNetworks.FindWeights(chosen, request.Network.Weights);
        using Device device = RequestedDevice.Open(request.Network, progress, error);
        using Network network = progress.Step("load weights", () => chosen.Load(weights.OpenWeights(), device));
        if (DetectionRows.OutputOf(network) is { } rows)
            return new DetectorRun(request, progress, chosen, weights.Name, rows).Run();
        if (request.Boxes.Count > 0)
            throw new UserError($"{network.Name} has no layer that puts out boxes; expected --target instead of --box");
        return new ExplainRun(request, progress, chosen, weights.Name, network).Run();
    }

    private ExplainReport Run()
    {
        // What is read below stays where it is while the network runs, which then runs once.
        layer.Keep();
        logits.Keep();
        ExplainedPicture[] pictures = [.. request.Pictures.Select(Explain)];
        progress.Step("write", folder.Commit);
        return new ExplainReport(
            network.Name, weights, network.Device.ToString()!, network.Device.Memory, request.Method.Name,
            request.Method.ReadsLayer ? layer.Name : null, pictures, [.. chosen.Notes, .. network.Notes]);
    }

    private ExplainedPicture Explain(string file)
    {
        using Picture photo = progress.Step("read picture", () => InputFile.Picture(file).ReadPicture());
        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        FiniteNumbers.Require(logits.Activation, $"{weights}: the scores of {file}");
        bool areProbabilities = AreProbabilities(output);
        Prediction[] best =
        [
            .. output.Top(Math.Min(Predictions, output.Shape.Count)).Select(score => new Prediction(
                score.Index, labels[score.Index], areProbabilities ? score.Value : null, areProbabilities ? null : score.Value)),
        ];
        string stem = names.Of(file);
        int[] classes = [.. request.Targets.SelectMany(target => labels.Find(target, output)).Distinct()];
        return new ExplainedPicture(file, best, [.. classes.Select(index => progress.Step("explain", () => Explain(photo, stem, index)))]);
    }

    private ExplainedClass Explain(Picture photo, string stem, int index)
    {
        ExplanationMethod method = request.Method;
        Explanation explanation = method.Run(network, layer, new Target(logits, index), chosen.Transform.Channels);
        FiniteNumbers.Require(explanation.Map, $"{weights}: the map of class {index}");
        string? label = labels[index];
        string name = names.Of(stem, label, index, method.Name);
        var files = new List<string> { folder.Add($"{name}.png", method.Draw(explanation)) };
        (int X, int Y)? peak = null;
        if (method.HasOverlay)
        {
            files.Add(folder.Add($"{name}.overlay.png", explanation.Overlay(photo)));
            peak = explanation.Map.Span.ContainsAnyExcept(0f) ? explanation.Peak(photo.Width, photo.Height) : null;
        }
        return new ExplainedClass(index, label, logits.Activation[index], peak?.X, peak?.Y, files);
    }

    private static void RequireClasses(Hook output)
    {
        if (output.Shape.Rank > 2 && output.Shape.CountFrom(2) > 1)
        {
            throw new UserError(
                $"the last layer of {output.Network.Name}, '{output.Name}', gives {output.Shape}; "
                + "expected a number for each class, such as 1×1000");
        }
    }

    // Layers that reshape change no value.
    private static bool AreProbabilities(Hook output)
    {
        while (output.Producer is { Operation.Copying: Copying.Whole } copy)
            output = copy.Inputs[0];
        return output.Producer is { Operation: { NormalizesLogits: true } or { IsEachAProbability: true } };
    }
}
