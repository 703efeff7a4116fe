using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify;

/// <summary>A whole run: load, look, explain, write.</summary>
internal static class Classification
{
    private const string ExampleImage = "scenes.example.png";

    public static Report Run(Request request, Progress progress)
    {
        RequireFileName(request.OutputImageName);
        CompiledNetwork compiled = request.ProtoFile is { } prototxt
            ? progress.Step("compare prototxt", () => ProtoFile.FindEqual(prototxt))
            : NetworkCatalog.Find(request.Network ?? "scenes");
        NetworkInput input = compiled.Entry.Input;
        if (request.InputSize is { } size && (size != input.Width || size != input.Height))
            throw new UserError($"{compiled.Entry.Name} is compiled for pictures of {input.Width}×{input.Height}; expected --input-sz {input.Width}, found {size}");
        string image = request.Image ?? (compiled.Entry.Name == "scenes" ? Resources.FindModelFile(ExampleImage) : null)
            ?? throw new UserError("there is no picture: give --image");
        string weights = compiled.FindWeights(request.Weights);
        string[] names = compiled.ReadLabels();

        using Picture photo = progress.Step("read picture", () => Picture.Load(image));
        using Device device = Device.Cpu(request.Threads);
        using Network network = progress.Step("load weights", () => compiled.Load(CaffeModel.Open(weights), device));
        Hook layer = LayerName.Find(network, request.Layer ?? compiled.Entry.GradCamLayer);
        Hook output = network.Hooks[^1], logits = HookOf(network, compiled.Entry.LogitsLayer);

        progress.Step("preprocess", () => Fill(network, compiled.Transform, photo));
        progress.Step("forward", () => Forward(network));
        int[] classes = LabelChoice.Classes(request.Labels, names, output);
        KnownObjects known = KnownObjects.Beside(image);
        var folder = new OutputFolder(request.OutputPath);
        ExplainedClass[] explained = [.. classes.Select(index =>
        {
            var target = new Target(logits, index);
            // As in the original, a convolution with a rectifier in place over it shows the rectified values.
            Explanation cam = progress.Step("Grad-CAM", () => Explain.GradCam(network, layer, target, asCaffeStoresIt: true));
            Explanation guided = progress.Step("guided backprop", () => Explain.GuidedBackprop(network, target, channels: compiled.Transform.Channels));
            string label = (index + 1).ToString(CultureInfo.InvariantCulture);
            string name = string.IsNullOrEmpty(request.OutputImageName) ? label : classes.Length == 1 ? request.OutputImageName : $"{request.OutputImageName}_{label}";
            string[] files = progress.Step("encode", () => ExplanationPictures.Add(folder, request, photo, name, cam, guided));
            (int x, int y) = cam.Peak(photo.Width, photo.Height);
            Box[] boxes = known.Of(names[index]);
            return new ExplainedClass(
                index + 1, names[index], logits.Activation[index], x, y, boxes.Length == 0 ? null : boxes.Any(box => box.Contains(x, y)), files);
        })];
        progress.Step("write", folder.Commit);
        return new Report(
            network.Name, weights, device.ToString(), image, layer.Name,
            [.. output.Top(Math.Min(request.Top, names.Length)).Select(score => new Prediction(score.Index + 1, names[score.Index], score.Value))],
            explained, network.Notes, progress.Timings);
    }

    private static Tensor Fill(Network network, InputTransform transform, Picture photo)
    {
        Hook input = network.Inputs.Single();
        Tensor pixels = transform.Apply(photo, input.Width, input.Height);
        ((IInputHook)input).Set(pixels);
        return pixels;
    }

    private static Network Forward(Network network)
    {
        network.Forward();
        return network;
    }

    private static Hook HookOf(Network network, string name) =>
        network.TryGetHook(name, out Hook? hook) ? hook : throw new InvalidOperationException($"{network.Name} has no layer '{name}', which models/manifest.json names");

    // The name becomes part of file names: it must not lead out of the folder.
    private static void RequireFileName(string? name)
    {
        if (name is { Length: > 0 } && (name.IndexOfAny(['/', '\\', '\0']) >= 0 || name.Length > 200))
            throw new UserError($"the output image name '{name}' cannot be part of a file name; expected at most 200 characters without / and \\");
    }
}
