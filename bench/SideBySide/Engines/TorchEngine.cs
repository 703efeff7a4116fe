using CaffeSharpGen.SideBySide.Peers;
using CaffeSharpGen.Weights;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>libtorch through TorchSharp. Weights want no gradient, and nothing is recorded that no gradient needs.</summary>
internal sealed class TorchEngine : Engine
{
    private readonly int threads;
    private readonly bool channelsLast;
    private readonly Dictionary<Output, TorchTensor> results = [];
    private TorchNetwork? network;
    private PeerValue? layer, logits, probabilities;
    private TorchTensor? images, seed;

    public TorchEngine(int threads, bool channelsLast)
    {
        this.threads = threads;
        this.channelsLast = channelsLast;
        set_num_threads(threads);
    }

    public override string Description => $"libtorch {__version__} through TorchSharp (CPU, {threads} threads, {(channelsLast ? "channels last" : "contiguous")})";

    public override void Load(NetworkCase network, int batch)
    {
        this.network?.Dispose();
        var peer = PeerNetwork.Compile(network.Prototxt);
        this.network = new TorchNetwork(peer, channelsLast);
        this.network.load(FileOf(network));
        this.network.Arrange();
        layer = peer.Find(network.Layer);
        logits = peer.Find(network.Logits);
        probabilities = peer.Find(NetworkCase.Probabilities);
    }

    public override void Feed(float[] images, int[] targets)
    {
        this.images?.Dispose();
        seed?.Dispose();
        this.images = network!.Arrange(tensor(images).reshape(Lengths(network.Input, targets.Length)));
        float[] elements = new float[targets.Length * logits!.Shape.CountBetween(1, logits.Shape.Rank)];
        for (int i = 0; i < targets.Length; i++)
            elements[elements.Length / targets.Length * i + targets[i]] = 1;
        seed = tensor(elements).reshape(Lengths(logits, targets.Length));
    }

    public override void Run(Mode mode)
    {
        using DisposeScope scope = NewDisposeScope();
        switch (mode)
        {
            case Mode.Forward:
                Forward();
                break;
            case Mode.GradCam:
                GradCam();
                break;
            case Mode.Guided:
                Guided();
                break;
            case Mode.Both:
                Both();
                break;
        }
    }

    public override float[] Read(Output output) => results[output].data<float>().ToArray();

    public override void Dispose() => network?.Dispose();

    protected override string FileOf(NetworkCase network) => network.Artifact("torch");

    protected override void Export(NetworkCase network, string path)
    {
        using var module = new TorchNetwork(PeerNetwork.Compile(network.Prototxt), channelsLast: false);
        using CaffeModel weights = CaffeModel.Open(network.CaffeModel);
        module.Copy(weights);
        module.save(path);
    }

    private void Forward()
    {
        using IDisposable inference = inference_mode(true);
        TorchTensor[] outputs = network!.Forward(images!, guided: false, null, logits!, probabilities!);
        Keep(Output.Logits, outputs[0]);
        Keep(Output.Probabilities, outputs[1]);
    }

    // The graph of gradients begins at the layer: what lies before it records nothing.
    private void GradCam()
    {
        TorchTensor? activation = null;
        TorchTensor score = network!.Forward(
            images!, guided: false, (value, computed) => value == layer ? activation = computed.detach().requires_grad_() : computed, logits!)[0];
        Keep(Output.Logits, score);
        KeepMap(activation!, Gradient(score, activation!, again: false));
    }

    private void Guided()
    {
        TorchTensor leaf = images!.detach().requires_grad_();
        TorchTensor score = network!.Forward(leaf, guided: true, null, logits!)[0];
        Keep(Output.Logits, score);
        GradientRule.Clamps = true;
        Keep(Output.GuidedGradient, Gradient(score, leaf, again: false));
    }

    // One forward pass, and two backward passes over it by different rules.
    private void Both()
    {
        TorchTensor leaf = images!.detach().requires_grad_();
        TorchTensor[] outputs = network!.Forward(leaf, guided: true, null, logits!, layer!);
        Keep(Output.Logits, outputs[0]);
        GradientRule.Clamps = false;
        KeepMap(outputs[1], Gradient(outputs[0], outputs[1], again: true));
        GradientRule.Clamps = true;
        Keep(Output.GuidedGradient, Gradient(outputs[0], leaf, again: false));
    }

    private TorchTensor Gradient(TorchTensor score, TorchTensor at, bool again) => autograd.grad([score], [at], [seed!], retain_graph: again)[0];

    private void KeepMap(TorchTensor activation, TorchTensor gradient)
    {
        using IDisposable noGradient = no_grad();
        Keep(Output.Map, (gradient.sum([2, 3], keepdim: true) * activation).sum(1).relu_());
    }

    private void Keep(Output output, TorchTensor value)
    {
        if (results.Remove(output, out TorchTensor? old))
            old.Dispose();
        results[output] = value.detach().contiguous().DetachFromDisposeScope();
    }

    private static long[] Lengths(PeerValue value, int batch) => [batch, .. value.Shape.Dimensions.ToArray().Skip(1).Select(length => (long)length)];
}
