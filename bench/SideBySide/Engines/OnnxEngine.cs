using CaffeSharpGen.SideBySide.Peers;
using CaffeSharpGen.Weights;
using Microsoft.ML.OnnxRuntime;

namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>ONNX Runtime, which only runs forward. The number of images is fixed when the session is made, so that it can plan for it.</summary>
internal sealed class OnnxEngine(int threads) : Engine
{
    private readonly RunOptions runOptions = new();
    private InferenceSession? session;
    private NetworkCase? current;
    private OrtValue? images;
    private OrtValue[] outputs = [];

    public override string Description => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} (CPU, {threads} threads)";

    public override void Load(NetworkCase network, int batch)
    {
        Free();
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddFreeDimensionOverrideByName(OnnxModel.Batch, batch);
        // It may spin within a run, as it likes to, but not after it: other engines are timed then.
        options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        session = new InferenceSession(FileOf(network), options);
        current = network;
    }

    public override void Feed(float[] images, int[] targets)
    {
        FreeValues();
        (string input, NodeMetadata metadata) = session!.InputMetadata.Single();
        this.images = OrtValue.CreateTensorValueFromMemory(images, Array.ConvertAll(metadata.Dimensions, length => (long)length));
        outputs = [.. OutputNames.Select(name => Allocate(session.OutputMetadata[name]))];
    }

    public override void Run(Mode mode)
    {
        if (mode != Mode.Forward)
            throw new NotSupportedException($"{Description} has no backward pass");
        session!.Run(runOptions, session.InputNames, [images!], OutputNames, outputs);
    }

    public override float[] Read(Output output) => outputs[output == Output.Logits ? 0 : 1].GetTensorDataAsSpan<float>().ToArray();

    public override void Dispose()
    {
        Free();
        runOptions.Dispose();
    }

    protected override string FileOf(NetworkCase network) => network.Artifact("onnx");

    protected override void Export(NetworkCase network, string path)
    {
        PeerNetwork peer = PeerNetwork.Compile(network.Prototxt);
        using CaffeModel weights = CaffeModel.Open(network.CaffeModel);
        OnnxModel.Write(path, peer, weights, peer.Find(network.Logits), peer.Find(NetworkCase.Probabilities));
    }

    private string[] OutputNames => [current!.Logits, NetworkCase.Probabilities];

    private static OrtValue Allocate(NodeMetadata metadata) => OrtValue.CreateAllocatedTensorValue(
        OrtAllocator.DefaultInstance, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float, Array.ConvertAll(metadata.Dimensions, length => (long)length));

    private void Free()
    {
        FreeValues();
        session?.Dispose();
    }

    private void FreeValues()
    {
        images?.Dispose();
        foreach (OrtValue output in outputs)
            output.Dispose();
        outputs = [];
    }
}
