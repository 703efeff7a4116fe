using System.Diagnostics;
using CaffeSharpGen.SceneRenderer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>How to train.</summary>
/// <param name="Start">The caffemodel of Scenes, whose body is where training starts; or one of a detector.</param>
/// <param name="Output">The caffemodel; it is written every few steps.</param>
/// <param name="Count">Scenes to train on.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Rate">The largest learning rate, of new layers.</param>
/// <param name="Seed">Of weights and order.</param>
internal sealed record Settings(string Start, string Output, int Count, int Steps, double Rate, int Seed);

/// <summary>SSD's training: the MultiBox loss.</summary>
internal static class Training
{
    /// <summary>Seeds of training scenes are from here on.</summary>
    public const ulong First = 9_000_000_000;

    private const int Batch = 32, Often = 100, Negatives = 3;

    /// <summary>The learning rate of the body, as a part of that of new layers.</summary>
    private const double Known = 0.3, Rise = 0.04, Decay = 1e-3;

    /// <summary>Trains and writes.</summary>
    public static void Run(Settings settings)
    {
        var watch = Stopwatch.StartNew();
        var scenes = new Scene[settings.Count];
        Parallel.For(0, scenes.Length, i => scenes[i] = Scenes.Render(First + (ulong)i));
        Console.WriteLine($"{scenes.Length} scenes in {watch.Elapsed.TotalSeconds:f0} s");
        manual_seed(settings.Seed);
        var random = new Random(settings.Seed);
        var detector = new Detector(settings.Start);
        (IEnumerable<Parameter> known, IEnumerable<Parameter> added) = detector.Groups;
        using var optimizer = optim.AdamW(
            [
                new AdamW.ParamGroup(known, settings.Rate * Known, weight_decay: Decay),
                new AdamW.ParamGroup(added, settings.Rate, weight_decay: Decay),
            ], settings.Rate, weight_decay: Decay);
        Parameter[] parameters = [.. known, .. added];
        Console.WriteLine($"{parameters.Sum(p => p.numel())} numbers");
        double places = 0, names = 0;
        for (int step = 0; step < settings.Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            double rate = settings.Rate * RateAt((double)step / settings.Steps);
            foreach ((var group, double factor) in optimizer.ParamGroups.Zip([Known, 1.0]))
                group.LearningRate = factor * rate;
            Scene[] chosen = random.GetItems(scenes, Batch);
            int symmetry = random.Next(8);
            optimizer.zero_grad();
            (TorchTensor place, TorchTensor name) = Loss(detector, chosen, symmetry);
            (place + name).backward();
            nn.utils.clip_grad_norm_(parameters, 5);
            optimizer.step();
            places += place.item<float>();
            names += name.item<float>();
            if ((step + 1) % Often == 0 || step + 1 == settings.Steps)
            {
                detector.Write(settings.Output);
                Console.WriteLine(
                    $"step {step + 1} of {settings.Steps}, {watch.Elapsed.TotalSeconds:f0} s: location {places / Often:f4}, class {names / Often:f4}");
                places = names = 0;
            }
        }
    }

    // It rises, then falls along a cosine to nothing.
    private static double RateAt(double done) => done < Rise ? (done + 1e-3) / Rise : (1 + Math.Cos(Math.PI * (done - Rise) / (1 - Rise))) / 2;

    /// <summary>
    /// Of locations smooth L1 over matched priors; of classes the cross entropy over these and, for each of them, the three other priors of
    /// the picture that are most wrong. Both are divided by the number of matched priors.
    /// </summary>
    private static (TorchTensor Location, TorchTensor Class) Loss(Detector detector, Scene[] scenes, int symmetry)
    {
        var matching = new Matching(scenes, symmetry);
        int priors = Priors.All.Count;
        TorchTensor labels = tensor(matching.Labels).reshape(scenes.Length, priors);
        TorchTensor codes = tensor(matching.Codes).reshape(scenes.Length, priors, 4);
        (TorchTensor locations, TorchTensor logits) = detector.Run(Detector.Input(scenes, symmetry));
        TorchTensor matched = labels.gt(0), weights = matched.to(ScalarType.Float32), count = weights.sum();
        TorchTensor each = nn.functional.cross_entropy(
            logits.reshape(-1, Detector.Classes), labels.reshape(-1), reduction: nn.Reduction.None).reshape(scenes.Length, priors);
        TorchTensor order = each.detach().masked_fill(matched, -1).argsort(1, true).argsort(1);
        TorchTensor hard = order.lt(weights.sum(1, true) * Negatives).logical_and(matched.logical_not()).to(ScalarType.Float32);
        TorchTensor distance = nn.functional.smooth_l1_loss(locations, codes, reduction: nn.Reduction.None).sum(2);
        return ((distance * weights).sum() / count, (each * (weights + hard)).sum() / count);
    }
}
