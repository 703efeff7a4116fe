using CaffeSharpGen.GradCam;
using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>This project's engine. One forward pass serves both explanations.</summary>
internal sealed class OurEngine(int threads) : Engine
{
    private readonly Device device = Device.Cpu(threads);
    private Network? network;
    private InputHook? input;
    private Hook? layer, logits, probabilities;
    private Target? target;
    private float[] maps = [];

    public override string Description => $"CaffeSharpGen ({device})";

    public override void Load(NetworkCase network, int batch)
    {
        this.network?.Dispose();
        this.network = network.Load(network.CaffeModel, device, batch);
        input = this.network.Inputs.Single();
        layer = Find(network.Layer);
        logits = Find(network.Logits);
        probabilities = Find(NetworkCase.Probabilities);
        // What is read after each run.
        foreach (Hook hook in new[] { layer, logits, probabilities })
            hook.Keep();
    }

    public override void Feed(float[] images, int[] targets)
    {
        input!.Set(images);
        target = new Target(logits!, targets);
        maps = new float[layer!.Shape.BatchSize * layer.Height * layer.Width];
    }

    public override void Run(Mode mode)
    {
        network!.Forward();
        // A device may keep its values in a layout of its own; opening them is part of the work.
        _ = probabilities!.Activation;
        if (mode is Mode.GradCam or Mode.Both)
        {
            Explanation[] explained = network.GradCamBatch(layer!, target!);
            int plane = layer!.Height * layer.Width;
            for (int image = 0; image < explained.Length; image++)
                explained[image].Map.Span.CopyTo(maps.AsSpan(image * plane, plane));
        }
        if (mode is Mode.Guided or Mode.Both)
        {
            network.Backward(target!, input!, ReluRule.Guided);
            _ = input!.Gradient;
        }
    }

    public override float[] Read(Output output) => output switch
    {
        Output.Logits => logits!.Activation.Span.ToArray(),
        Output.Probabilities => probabilities!.Activation.Span.ToArray(),
        Output.Map => maps,
        _ => input!.Gradient.Span.ToArray(),
    };

    public override void Dispose()
    {
        network?.Dispose();
        device.Dispose();
    }

    protected override string FileOf(NetworkCase network) => network.CaffeModel;

    protected override void Export(NetworkCase network, string path) =>
        CaffeModelWriter.Write(path, network.Name, RandomWeights.TensorsFor(network.Prototxt));

    private Hook Find(string name) =>
        network!.TryGetHook(name, out Hook? hook) ? hook : throw new InvalidOperationException($"{network.Name} has no layer '{name}'");
}
