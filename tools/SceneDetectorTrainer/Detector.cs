using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>
/// The network of models/scenes_ssd.prototxt: the convolutions of Scenes, a smaller feature map behind them, and on both maps a
/// convolution for locations and one for classes.
/// </summary>
internal sealed class Detector : Module
{
    /// <summary>Background and the kinds of object.</summary>
    public static readonly int Classes = Scenes.Labels.Count + 1;

    private const int BodyConvolutions = 5, Features = 96, Narrow = 32, Small = 64;

    /// <summary>In the order in which they run, and with their names in the prototxt.</summary>
    private readonly (string Name, Conv2d Layer)[] layers;

    /// <summary>
    /// Starts from the body of Scenes, and for classes from its last layer, which has a plane for each kind; or from a detector.
    /// </summary>
    public Detector(string start) : base("detector")
    {
        using var file = CaffeModel.Open(start);
        LayerWeights[] known = [.. file.Layers];
        layers =
        [
            ("conv1", Conv2d(3, 16, 5, stride: 2, padding: 2)),
            ("conv2", Conv2d(16, 32, 3, padding: 1)),
            ("conv3", Conv2d(32, 64, 3, padding: 1)),
            ("conv4", Conv2d(64, 64, 3, padding: 1)),
            ("conv5", Conv2d(64, Features, 3, padding: 1)),
            ("conv6_1", Conv2d(Features, Narrow, 1)),
            ("conv6_2", Conv2d(Narrow, Small, 3, stride: 2, padding: 1)),
            ("conv5_mbox_loc", Conv2d(Features, Priors.PerCell * 4, 3, padding: 1)),
            ("conv5_mbox_conf", Conv2d(Features, Priors.PerCell * Classes, 1)),
            ("conv6_2_mbox_loc", Conv2d(Small, Priors.PerCell * 4, 3, padding: 1)),
            ("conv6_2_mbox_conf", Conv2d(Small, Priors.PerCell * Classes, 1)),
        ];
        using (no_grad())
        {
            bool isDetector = known.Length == layers.Length;
            for (int i = 0; i < (isDetector ? layers.Length : BodyConvolutions); i++)
                Set(layers[i].Layer, ToTorch(known[i].Blobs[0]), ToTorch(known[i].Blobs[1]));
            if (!isDetector)
            {
                TorchTensor planes = ToTorch(known[BodyConvolutions].Blobs[0]), biases = ToTorch(known[BodyConvolutions].Blobs[1]);
                Set(
                    this["conv5_mbox_conf"], cat(Twice(cat([zeros(1, Features, 1, 1), planes]))), cat(Twice(cat([zeros(1), biases]))));
            }
        }
        foreach ((string name, Conv2d layer) in layers)
            register_module(name, layer);
    }

    /// <summary>Parameters that already mean something, and new ones.</summary>
    public (IEnumerable<Parameter> Known, IEnumerable<Parameter> New) Groups =>
        (layers.Take(BodyConvolutions).SelectMany(l => l.Layer.parameters()),
            layers.Skip(BodyConvolutions).SelectMany(l => l.Layer.parameters()));

    private Conv2d this[string name] => layers.Single(layer => layer.Name == name).Layer;

    /// <summary>
    /// Bytes N×H×W×RGB as the network's input: N×BGR×H×W minus the mean, as the library's <c>Preprocess.Vgg</c> makes it.
    /// </summary>
    public static TorchTensor Input(IReadOnlyList<Scene> scenes, int symmetry)
    {
        const int Bytes = Scenes.Size * Scenes.Size * 3;
        byte[] pixels = new byte[scenes.Count * Bytes];
        for (int i = 0; i < scenes.Count; i++)
            scenes[i].Pixels.CopyTo(pixels.AsSpan(i * Bytes));
        TorchTensor x = tensor(pixels).reshape(scenes.Count, Scenes.Size, Scenes.Size, 3).flip(3);
        if ((symmetry & 1) != 0)
            x = x.flip(2);
        if ((symmetry & 2) != 0)
            x = x.flip(1);
        if ((symmetry & 4) != 0)
            x = x.transpose(1, 2);
        return (x.to(ScalarType.Float32) - tensor([103.939f, 116.779f, 123.68f])).permute(0, 3, 1, 2).contiguous();
    }

    /// <summary>Locations N×priors×4 and logits N×priors×classes.</summary>
    public (TorchTensor Locations, TorchTensor Logits) Run(TorchTensor input)
    {
        TorchTensor x = max_pool2d(relu(layers[0].Layer.call(input)), [2, 2], [2, 2]);
        x = max_pool2d(relu(layers[1].Layer.call(x)), [2, 2], [2, 2]);
        for (int i = 2; i < BodyConvolutions; i++)
            x = relu(layers[i].Layer.call(x));
        TorchTensor small = relu(this["conv6_2"].call(relu(this["conv6_1"].call(x))));
        return (cat([Rows("conv5_mbox_loc", x, 4), Rows("conv6_2_mbox_loc", small, 4)], 1),
            cat([Rows("conv5_mbox_conf", x, Classes), Rows("conv6_2_mbox_conf", small, Classes)], 1));
    }

    /// <summary>Writes the caffemodel.</summary>
    public void Write(string path) => CaffeModelWriter.Write(path, "ScenesSsd", layers.Select(
        layer => new LayerTensors(layer.Name, "Convolution", [ToOurs(layer.Layer.weight), ToOurs(layer.Layer.bias!)])));

    // As a product of matrices: with libtorch 2.10, the gradient of a convolution with 8 or 50 channels is now and then not a number.
    private TorchTensor Rows(string head, TorchTensor features, int length)
    {
        Conv2d layer = this[head];
        TorchTensor windows = layer.weight.shape[2] == 1 ? features.flatten(2) : unfold(features, 3, padding: 1);
        TorchTensor rows = windows.transpose(1, 2).matmul(layer.weight.flatten(1).t()) + layer.bias!;
        return rows.reshape(features.shape[0], -1, length);
    }

    private static void Set(Conv2d layer, TorchTensor weights, TorchTensor bias)
    {
        layer.weight.copy_(weights);
        layer.bias!.copy_(bias);
    }

    private static TorchTensor[] Twice(TorchTensor values) => [values, values];

    private static TorchTensor ToTorch(WeightBlob blob) =>
        tensor(blob.Span.ToArray()).reshape([.. Enumerable.Range(0, blob.Shape.Rank).Select(axis => (long)blob.Shape[axis])]);

    private static Tensor ToOurs(TorchTensor values) => new(
        Shape.Of([.. values.shape.Select(length => (int)length)]), values.detach().contiguous().data<float>().ToArray());
}
