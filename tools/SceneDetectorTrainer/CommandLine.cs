using System.CommandLine;
using System.Globalization;
using CaffeSharpGen.Weights;
using TorchSharp;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>The commands.</summary>
internal sealed class CommandLine
{
    private readonly Option<string> output = new("--out")
    {
        Description = "The caffemodel.",
        DefaultValueFactory = _ => "models/scenes_ssd.caffemodel",
    };
    private readonly Option<string> scenes = new("--start")
    {
        Description = "Where training starts: the caffemodel of Scenes, or one that this program wrote.",
        DefaultValueFactory = _ => "models/scenes.caffemodel",
    };
    private readonly Option<int> count = Positive("--count", "Scenes to train on.", 16000);
    private readonly Option<int> steps = Positive("--steps", "Number of steps of 32 scenes.", 5000);
    private readonly Option<int> fresh = Positive("--fresh", "Scenes to measure on.", 2000);
    private readonly Option<int> threads = Positive("--threads", "Number of threads.", 2);
    private readonly Option<int> seed = new("--seed") { Description = "Of weights and order.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> rate = new("--rate") { Description = "The largest learning rate.", DefaultValueFactory = _ => 2e-3 };
    private readonly RootCommand root = new("Trains the detector of Scenes, a small SSD.");

    public CommandLine()
    {
        var train = new Command("train", "Trains and writes the caffemodel.") { output, scenes, count, steps, threads, seed, rate };
        train.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            Training.Run(new Settings(
                parsed.GetValue(scenes)!, parsed.GetValue(output)!, parsed.GetValue(count), parsed.GetValue(steps), parsed.GetValue(rate),
                parsed.GetValue(seed)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $".NET {Environment.Version}, TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {torch.__version__}"));
        });
        root.Add(train);
        var measure = new Command("measure", "Measures the caffemodel on fresh scenes, by the library's own runtime.") { output, fresh };
        measure.SetAction(parsed =>
        {
            using ScenesSsd network = ScenesSsd.Load(parsed.GetValue(output)!);
            foreach (string line in Measurement.Measure(network, parsed.GetValue(fresh)).Report)
                Console.WriteLine(line);
        });
        root.Add(measure);
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
            Console.Error.WriteLine($"scene-detector-trainer: {e.Message}");
            return 1;
        }
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
}
