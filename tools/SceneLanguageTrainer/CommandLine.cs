using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CaffeSharpGen.Weights;
using TorchSharp;

namespace CaffeSharpGen.SceneLanguageTrainer;

/// <summary>The commands: train and measure each model, or only measure it; choose example pictures.</summary>
internal sealed class CommandLine
{
    private readonly Option<string> models = new("--models")
    {
        Description = "Folder that the models' files are written to and read from.",
        DefaultValueFactory = _ => "models",
    };
    private readonly Option<string> cache = new("--cache")
    {
        Description = "Folder for drawn scenes.",
        DefaultValueFactory = _ => "artifacts/scene-language",
    };
    private readonly Option<string> scenes = new("--scenes")
    {
        Description = "The caffemodel of Scenes, whose convolutions are taken.",
        DefaultValueFactory = _ => "models/scenes.caffemodel",
    };
    private readonly Option<string?> result = new("--result") { Description = "File for the report." };
    private readonly Option<int> count = Positive("--count", "Scenes to train on.", 40000);
    private readonly Option<int> fresh = Positive("--fresh", "Scenes to measure on.", 5000);
    private readonly Option<int> epochs = Positive("--epochs", "How often each scene is seen.", 40);
    private readonly Option<int> threads = Positive("--threads", "Number of threads.", 2);
    private readonly Option<double> rate = new("--rate") { Description = "The largest learning rate.", DefaultValueFactory = _ => 3e-3 };
    private readonly Option<int> seed = new("--seed") { Description = "Of weights and order.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> measure = new("--measure") { Description = "Only measure what is there." };
    private readonly Option<ulong> example = new("--seed") { Description = "Of the scene.", Required = true };
    private readonly RootCommand root = new("Trains small models that answer questions about Scenes, and caption them.");

    public CommandLine()
    {
        rate.Validators.Add(value =>
        {
            if (value.GetValueOrDefault<double>() is not (> 0 and <= 1))
                value.AddError("--rate: expected a number above 0, at most 1");
        });
        root.Add(Training("questions", "The question answering model.", QuestionTraining.Run, QuestionMeasure.Run));
        root.Add(Training("captions", "The captioner.", CaptionTraining.Run, CaptionMeasure.Run));
        root.Add(Example(
            "question-example", "Prints what the model answers to all questions about a scene, and where its maps point.",
            Examples.Questions));
        root.Add(Example(
            "caption-example", "Writes scenes_caption.example.png and where its objects are; prints what the model says.",
            Examples.Caption));
    }

    /// <summary>Runs a command line.</summary>
    /// <returns>0, or 1 if something was wrong.</returns>
    public int Run(string[] arguments)
    {
        try
        {
            return root.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WeightException or InvalidDataException)
        {
            Console.Error.WriteLine($"scene-language-trainer: {e.Message}");
            return 1;
        }
    }

    private Command Training(
        string name, string description, Action<Settings, ImageNetwork> train, Func<Settings, IEnumerable<string>> report)
    {
        var command = new Command(name, description) { models, cache, scenes, result, count, fresh, epochs, threads, rate, seed, measure };
        command.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            var settings = new Settings(
                parsed.GetValue(cache)!, parsed.GetValue(models)!, parsed.GetValue(count), parsed.GetValue(fresh), parsed.GetValue(epochs),
                parsed.GetValue(rate), parsed.GetValue(seed));
            var lines = new List<string>();
            if (!parsed.GetValue(measure))
            {
                var watch = Stopwatch.StartNew();
                train(settings, new ImageNetwork(ImageNetwork.Read(parsed.GetValue(scenes)!)));
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"command         {name} --count {settings.Count} --epochs {settings.Epochs} --rate {settings.Rate} "
                    + $"--seed {settings.Seed}"));
                lines.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"training        scenes of seeds from {Settings.FirstTraining}, in {watch.Elapsed.TotalSeconds:f0} s "
                    + $"on {parsed.GetValue(threads)} threads, drawing scenes included unless cached"));
            }
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"versions        .NET {Environment.Version}, TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, "
                + $"libtorch {torch.__version__}"));
            lines.Add(Invariant($"fresh scenes    {settings.Fresh}, seeds from {Settings.FirstFresh}"));
            lines.AddRange(report(settings));
            lines.ForEach(Console.WriteLine);
            if (parsed.GetValue(result) is { } path)
                File.WriteAllLines(path, lines);
        });
        return command;
    }

    private Command Example(string name, string description, Action<string, ulong> write)
    {
        var command = new Command(name, description) { models, example };
        command.SetAction(parsed => write(parsed.GetValue(models)!, parsed.GetValue(example)));
        return command;
    }

    private static Option<int> Positive(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name}: expected a whole number from 1");
        });
        return option;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
