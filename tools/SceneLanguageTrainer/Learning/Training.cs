using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Learning;

/// <summary>What both trainings need to know.</summary>
/// <param name="Cache">Folder for drawn scenes.</param>
/// <param name="Models">Folder of the models.</param>
/// <param name="Count">Scenes to train on.</param>
/// <param name="Fresh">Scenes to measure on.</param>
/// <param name="Epochs">How often each scene is seen.</param>
/// <param name="Rate">The largest learning rate.</param>
/// <param name="Seed">Of weights and order.</param>
internal sealed record Settings(string Cache, string Models, int Count, int Fresh, int Epochs, double Rate, int Seed)
{
    /// <summary>Seeds of training scenes are from here on.</summary>
    public const ulong FirstTraining = 5_000_000_000;

    /// <summary>Seeds of fresh scenes are from here on.</summary>
    public const ulong FirstFresh = 7_000_000_000;

    /// <summary>Scenes in a step.</summary>
    public const int Batch = 256;
}

/// <summary>The loop of both trainings.</summary>
internal static class Training
{
    private const double Decay = 1e-3;

    /// <summary>Trains modules together.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="groups">Their parameters, each group with a factor for the rate.</param>
    /// <param name="settings">How.</param>
    /// <param name="count">Number of examples.</param>
    /// <param name="loss">The loss of a batch of examples.</param>
    public static void Run(
        nn.Module[] modules, (IEnumerable<Parameter> Parameters, double Factor)[] groups, Settings settings, int count,
        Func<int[], TorchTensor> loss)
    {
        var random = new Random(settings.Seed);
        int[] order = [.. Enumerable.Range(0, count)];
        int each = count / Settings.Batch;
        var rate = new Rate(settings.Rate, each * settings.Epochs);
        Parameter[] parameters = [.. groups.SelectMany(group => group.Parameters)];
        Console.WriteLine($"{parameters.Sum(parameter => parameter.numel())} numbers in {parameters.Length} tensors to train");
        using var optimizer = optim.AdamW(
            [.. groups.Select(group => new AdamW.ParamGroup(group.Parameters, settings.Rate, weight_decay: Decay))], settings.Rate,
            weight_decay: Decay);
        foreach (nn.Module module in modules)
            module.train();
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            random.Shuffle(order);
            double sum = 0;
            for (int batch = 0; batch < each; batch++)
            {
                using DisposeScope scope = NewDisposeScope();
                foreach ((var group, (_, double factor)) in optimizer.ParamGroups.Zip(groups))
                    group.LearningRate = factor * rate.At((epoch * each) + batch);
                optimizer.zero_grad();
                TorchTensor value = loss(order[(batch * Settings.Batch)..((batch + 1) * Settings.Batch)]);
                value.backward();
                nn.utils.clip_grad_norm_(parameters, 1);
                optimizer.step();
                sum += value.item<float>();
            }
            Console.WriteLine($"epoch {epoch + 1} of {settings.Epochs}: loss {sum / each:f4}");
        }
        foreach (nn.Module module in modules)
            module.eval();
    }
}
