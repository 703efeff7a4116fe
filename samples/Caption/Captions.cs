using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Captioning;

/// <summary>A whole run: load, look, make a caption, explain, write.</summary>
internal static class Captions
{
    public static Report Run(Request request, CaptionerCatalog catalog, Progress progress)
    {
        CaptionFiles files = CaptionFiles.Find(request, catalog);
        using Picture photo = progress.Step("read picture", files.Image.ReadPicture);
        using CaptionCheckpoint checkpoint = progress.Step(
            "read checkpoint", () => WithWords(() => Open(files.Checkpoint)));
        Captioner captioner = catalog.Find(checkpoint);
        PictureNetwork chosen = captioner.PictureFor(request.Rgb);
        if (request.InputSize is { } size)
            chosen = chosen.WithInputSize(size);
        Caption? given = request.Caption.Length > 0
            ? WithWords(() => Caption.Read(request.Caption, checkpoint.Vocabulary, checkpoint.MostWords))
            : null;
        UnknownWords unknown = FindUnknown(request.Caption, checkpoint.Vocabulary);
        if (!request.AllowUnknown)
            unknown.RequireSome();
        using Device device = RequestedDevice.Open(request, progress, Console.Error);
        using Network network = progress.Step("load network", () => LoadPicture(chosen, checkpoint, device));
        Hook code = chosen.FindFeature(network), layer = LayerName.Find(network, request.Layer ?? chosen.Entry.GradCamLayer, code);
        layer.AsCaffeStoresIt.Keep();
        // Maps of all words take over the values of these, the slowest layers behind it.
        foreach (LayerStep product in network.Layers.Where(step => step.Role == FusionRole.Product))
            product.Outputs[0].Keep();
        using CaptionModel model = progress.Step("load model", () => LoadModel(captioner, checkpoint, code, device));

        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        FiniteNumbers.Require(code.Activation, $"{files.Checkpoint.Name}: the code of {files.Image.Name}");
        GeneratedCaption generated = progress.Step("make caption", () => Generation.Run(request, model, checkpoint));
        string text = generated.Text(checkpoint.Vocabulary);
        Caption caption = given ?? (text.Length > 0
            ? WithWords(() => Caption.Read(text, checkpoint.Vocabulary, checkpoint.MostWords))
            : throw new UserError(
                $"{files.Checkpoint.Name}: the model has nothing to say of {files.Image.Name}; "
                + "expected a word before END: give --caption"));
        int? word = request.Word is { } asked ? asked <= caption.Words.Count ? asked - 1
            : throw new UserError($"--word is {asked}; the caption '{caption.Text}' has {caption.Words.Count} words") : null;
        float[] logProbabilities = progress.Step("read caption", () => model.Read(caption));
        FiniteNumbers.Require(
            new Tensor([logProbabilities.Length], logProbabilities), $"{files.Checkpoint.Name}: the log-probabilities of '{caption.Text}'");

        bool stripOfWords = request.Strip && word is null;
        CaptionTargets? each = stripOfWords ? progress.Step("back through words", model.ExplainEach) : null;
        Target target = each?.Whole ?? progress.Step("back through words", () => model.Explain(word));
        Explanation[] maps = progress.Step("Grad-CAM", () => Maps([target, .. each?.Words ?? []]));
        Explanation cam = maps[0];
        Explanation[] wordMaps = maps[1..];
        var folder = new OutputFolder(request.OutputPath);
        string name = FileNamePart.Of(word is { } one ? $"{one + 1}_{caption.Words[one]}_{caption.Text}" : caption.Text);
        // The guided pass leaves the other pictures time.
        string[] strip = stripOfWords
            ? [folder.Add($"caption_strip_{name}.png", () => WordStrip.Draw(photo, [.. caption.Words.Select(Shown)], wordMaps))]
            : [];
        KnownObjects known = KnownObjects.Beside(files.Image);
        Task<MapPeak?[]> peaks = Task.Run(() => maps.Select(Peak).ToArray());
        Explanation guided = progress.Step(
            "guided backprop", () => Explain.GuidedBackprop(network, target, channels: chosen.Transform.Channels));
        FiniteNumbers.Require(guided.Map, $"{files.Checkpoint.Name}: the gradient of '{caption.Text}'");
        string[] written = progress.Step(
            "draw",
            () => new ExplanationPictures(folder, "caption", request.SaveAsHeatMap, request.Strip && !stripOfWords)
                .Add(photo, name, word is { } only ? Shown(caption.Words[only], only) : caption.Text, cam, guided));
        MapPeak?[] found = peaks.GetAwaiter().GetResult();
        progress.Step("write", folder.Commit);
        return new Report(
            "caption", new ReportedPicture(files.Image.Name, photo.Width, photo.Height),
            new ReportedNetwork(network.Name, files.Checkpoint.Name, layer.Name), device.ToString(),
            new ReportedModel(files.Checkpoint.Name, checkpoint.Sizes.ToString()),
            Generation.Describe(request, generated, checkpoint.Vocabulary),
            new ReportedCaption(
                caption.Text, given is null, word + 1,
                [.. caption.Words.Select((shown, i) => new CaptionWord(shown, logProbabilities[i], stripOfWords ? found[i + 1] : null))],
                unknown.Words),
            [new Prediction(text) { LogProbability = generated.LogProbability }],
            [
                new ReportedExplanation(
                    word is { } which ? caption.Words[which] : caption.Text,
                    word is { } only ? logProbabilities[only] : logProbabilities.Sum(), found[0], [.. written, .. strip]),
            ],
            [.. photo.Notes, .. unknown.Notes()], progress.Timings)
        {
            Memory = device.Memory,
        };

        // As in the original, a convolution with a rectifier in place over it shows the rectified values.
        Explanation[] Maps(Target[] of)
        {
            Explanation[] made = Explain.GradCam(network, layer, of, asCaffeStoresIt: true);
            foreach (Explanation map in made)
                FiniteNumbers.Require(map.Map, $"{files.Checkpoint.Name}: the map of '{caption.Text}'");
            return made;
        }

        string Shown(string word, int i) => string.Create(CultureInfo.InvariantCulture, $"{word} {MathF.Exp(logProbabilities[i]):f2}");

        MapPeak? Peak(Explanation map) => map.Map.Span.ContainsAnyExcept(0f) && map.Peak(photo.Width, photo.Height) is var (x, y)
            ? new MapPeak(x, y, known.At(x, y))
            : null;
    }

    private static CaptionCheckpoint Open(InputFile file) => file.Open(
        CaptionCheckpoint.Open, (name, bytes) => CaptionCheckpoint.Read(name, bytes));

    // Of a generated caption there are none.
    private static UnknownWords FindUnknown(string asked, Vocabulary known) =>
        UnknownWords.Find($"caption '{asked}'", Caption.WordsOf(asked), known.Words);

    private static Network LoadPicture(PictureNetwork picture, CaptionCheckpoint checkpoint, Device device)
    {
        SequentialWeights weights = checkpoint.ReadPictureNetwork();
        Network network = LoadWeights(picture, weights, device);
        try
        {
            weights.RequireSame(network);
            Shape code = picture.FindFeature(network).Shape;
            if (code.Count != checkpoint.Sizes.InputEncodingSize)
            {
                throw new UserError(
                    $"{checkpoint.Name}: the network that looks at the picture ends in {code}; "
                    + $"the language model reads {checkpoint.Sizes.InputEncodingSize} numbers");
            }
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // A network that is made of the checkpoint's modules only lacks the size of pictures that they are for.
    private static Network LoadWeights(PictureNetwork picture, SequentialWeights weights, Device device)
    {
        try
        {
            return picture.Load(weights, device);
        }
        catch (WeightException wrong) when (picture is RunTimeNetwork)
        {
            NetworkInput input = picture.Entry.Input;
            throw new UserError($"{wrong.Message}; pictures of {input.Width}×{input.Height} are fed: see --input-sz");
        }
    }

    private static CaptionModel LoadModel(Captioner captioner, CaptionCheckpoint checkpoint, Hook code, Device device) =>
        new(captioner.LoadStep(checkpoint.ReadStep(), device), checkpoint.ReadWords(), code, checkpoint.MostWords);

    private static T WithWords<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (VocabularyException wrong)
        {
            throw new UserError(wrong.Message);
        }
    }
}
