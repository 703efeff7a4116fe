using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;
using CaffeSharpGen.Samples;
using CaffeSharpGen.Samples.Devices;
using CaffeSharpGen.Samples.Files;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Vqa;

/// <summary>A whole run: load, look, ask, explain, write.</summary>
internal static class Answering
{
    public static Report Run(Request request, ModelCatalog catalog, Progress progress)
    {
        PictureNetwork chosen = progress.Step("choose network", () => catalog.FindNetwork(request));
        ModelDefaults defaults = catalog.DefaultsFor(chosen);
        ModelFiles files = ModelFiles.Find(request, defaults, chosen);

        using Picture photo = progress.Step("read picture", files.Image.ReadPicture);
        QuestionVocabulary vocabulary = progress.Step("read vocabulary", () => Words(() => Read(files.Vocabulary)));
        Question question = Words(() => Question.Read(request.Question ?? defaults.Question, vocabulary.Words));
        UnknownWords unknown = FindUnknown(question, vocabulary.Words);
        if (!request.AllowUnknown)
            unknown.RequireSome();
        using Device device = RequestedDevice.Open(request, progress, Console.Error);
        using Network network = progress.Step("load weights", () => chosen.Load(files.Weights.OpenWeights(), device));
        Hook feature = chosen.FindFeature(network), layer = LayerName.Find(network, request.Layer ?? chosen.Entry.GradCamLayer, feature);
        layer.AsCaffeStoresIt.Keep();
        using QuestionCheckpoint checkpoint = progress.Step(
            "read checkpoint",
            () => files.Checkpoint.Open(QuestionCheckpoint.Open, (name, bytes) => QuestionCheckpoint.Read(name, bytes)));
        QuestionModelSizes sizes = FindSizes(request, catalog, checkpoint, vocabulary, feature);
        using QuestionAnswering model = progress.Step("load model", () => Load(catalog.FindModel(sizes), checkpoint, feature, device));

        progress.Step("preprocess", () => chosen.Fill(network, photo));
        progress.Step("forward", network.Forward);
        progress.Step("ask", () => model.Ask(question));
        FiniteNumbers.Require(model.Scores.Activation, $"{files.Checkpoint.Name}: the scores of {files.Image.Name}");
        AnswerChoice choice = AnswerChoice.Of(request.Answer, vocabulary.Answers, model);

        Explanation cam = progress.Step(
            "Grad-CAM", () => Explain.GradCam(network, layer, model.Explain(choice.Index), asCaffeStoresIt: true));
        Explanation guided = progress.Step(
            "guided backprop", () => Explain.GuidedBackprop(network, model.Explain(choice.Index), channels: chosen.Transform.Channels));
        FiniteNumbers.Require(cam.Map, $"{files.Weights.Name}: the map of {choice.Answer}");
        FiniteNumbers.Require(guided.Map, $"{files.Weights.Name}: the gradient of {choice.Answer}");
        var folder = new OutputFolder(request.OutputPath);
        var pictures = new ExplanationPictures(folder, "vqa", request.SaveAsHeatMap, request.Strip);
        string label = string.Create(CultureInfo.InvariantCulture, $"{choice.Answer} {model.Probabilities.Activation[choice.Index]:f2}");
        string[] written = progress.Step("draw", () => pictures.Add(photo, FileNamePart.Of(choice.Answer), label, cam, guided));
        MapPeak? peak = cam.Map.Span.ContainsAnyExcept(0f) && cam.Peak(photo.Width, photo.Height) is var (x, y)
            ? new MapPeak(x, y, KnownObjects.Beside(files.Image).At(x, y))
            : null;
        progress.Step("write", folder.Commit);
        return new Report(
            "vqa", new ReportedPicture(files.Image.Name, photo.Width, photo.Height),
            new ReportedNetwork(network.Name, files.Weights.Name, layer.Name), device.ToString(),
            new ReportedModel(files.Checkpoint.Name, sizes.ToString()),
            new ReportedQuestion(question.Text, question.Words, question.WordIds.Count, unknown.Words),
            choice.Predicted,
            [
                .. model.Probabilities.Top(request.Top).Select(
                    score => new Prediction(vocabulary.Answers[score.Index + 1]) { Probability = score.Value }),
            ],
            [new ReportedExplanation(choice.Answer, model.Scores.Activation[choice.Index], peak, written)],
            [.. photo.Notes, .. chosen.Notes, .. unknown.Notes(), .. choice.Notes, .. network.Notes], progress.Timings)
        {
            Memory = device.Memory,
        };
    }

    private static QuestionVocabulary Read(InputFile file) => file.Open(
        QuestionVocabulary.Read, (name, bytes) => QuestionVocabulary.Read(name, bytes));

    // The words themselves, where the question has UNK; only those that are read count.
    private static UnknownWords FindUnknown(Question question, Vocabulary known)
    {
        IEnumerable<string> asked = TreebankTokenizer.Tokenize(question.Text.ToLowerInvariant()).Take(question.WordIds.Count);
        return UnknownWords.Find($"question '{question.Text}'", asked, known.Words);
    }

    private static QuestionModelSizes FindSizes(
        Request request, ModelCatalog catalog, QuestionCheckpoint checkpoint, QuestionVocabulary vocabulary, Hook feature)
    {
        QuestionModelSizes? expected = catalog.Models.FirstOrDefault(model => model.Sizes.ImageLength == feature.Shape.Count)?.Sizes;
        QuestionModelSizes found = checkpoint.FindSizes(vocabulary, feature.Shape.Count, expected);
        foreach ((string option, int value) in request.Sizes)
        {
            int actual = option switch
            {
                "--input-encoding-size" => found.InputEncodingSize,
                "--rnn-size" => found.RnnSize,
                "--rnn-layers" => found.RnnLayers,
                "--common-embedding-size" => found.CommonEmbeddingSize,
                _ => found.NumOutput,
            };
            if (value != actual)
                throw new UserError($"{option} is {value}; the weights of {checkpoint.Name} are those of {found}");
        }
        return found;
    }

    private static QuestionAnswering Load(QuestionModel model, QuestionCheckpoint checkpoint, Hook feature, Device device) => new(
        model.LoadEncoder(checkpoint.ReadEncoder(model.Sizes), device), checkpoint.ReadWords(model.Sizes),
        model.LoadFusion(checkpoint.ReadFusion(model.Sizes), device), feature);

    private static T Words<T>(Func<T> read)
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
