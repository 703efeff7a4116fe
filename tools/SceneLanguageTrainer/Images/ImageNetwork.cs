using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>A convolution or a fully connected layer. Weights are out×in×H×W or out×in.</summary>
internal sealed record WeightedLayer(string Name, TorchTensor Weights, TorchTensor Bias)
{
    /// <summary>Whether it is a convolution.</summary>
    public bool IsConvolution => Weights.dim() == 4;
}

/// <summary>
/// The network of models/scenes_caption.prototxt: the convolutions of Scenes, of which the last makes a plane for each kind of object; ReLU
/// (relu6, where maps are made) and pooling; conv7 and conv8, which bend each number of a plane; fully connected layers. A ReLU follows
/// each.
/// </summary>
internal class ImageNetwork(IReadOnlyList<WeightedLayer> layers)
{
    /// <summary>Number of convolutions that Scenes has.</summary>
    public const int OfScenes = 6;

    /// <summary>Cells of a plane along an edge.</summary>
    public const int Cells = 16;

    /// <summary>Number of convolutions.</summary>
    public const int Convolutions = 8;

    /// <summary>Their stride, and whether pooling of 2×2 follows.</summary>
    private static readonly (int Stride, bool Pool)[] Form =
    [
        (2, true), (1, true), (1, false), (1, false), (1, false), (1, true), (1, false), (1, false),
    ];

    /// <summary>The stride of a convolution.</summary>
    public static int StrideOf(int convolution) => Form[convolution].Stride;

    /// <summary>Whether pooling follows a convolution.</summary>
    public static bool IsPooled(int convolution) => Form[convolution].Pool;

    /// <summary>The layers.</summary>
    public IReadOnlyList<WeightedLayer> Layers => layers;

    /// <summary>Reads the layers of a caffemodel.</summary>
    public static IReadOnlyList<WeightedLayer> Read(string path)
    {
        using var file = CaffeModel.Open(path);
        return
        [
            .. file.Layers.Select(
                layer => new WeightedLayer(layer.Name, Arrays.ToTorch(layer.Blobs[0]), Arrays.ToTorch(layer.Blobs[1]))),
        ];
    }

    /// <summary>
    /// Bytes N×H×W×RGB as the network's input: N×BGR×H×W minus the mean, as the library's <c>Preprocess.Vgg</c> makes it.
    /// </summary>
    public static TorchTensor Input(IReadOnlyList<Scene> scenes)
    {
        const int Bytes = Scenes.Size * Scenes.Size * 3;
        byte[] pixels = new byte[scenes.Count * Bytes];
        for (int i = 0; i < scenes.Count; i++)
            scenes[i].Pixels.CopyTo(pixels.AsSpan(i * Bytes));
        TorchTensor mean = tensor([103.939f, 116.779f, 123.68f]);
        TorchTensor bgr = tensor(pixels).reshape(scenes.Count, Scenes.Size, Scenes.Size, 3).flip(3).to(ScalarType.Float32);
        return (bgr - mean).permute(0, 3, 1, 2).contiguous();
    }

    /// <summary>The planes before their ReLU, N×24×16×16.</summary>
    public TorchTensor Logits(TorchTensor input)
    {
        TorchTensor x = input;
        for (int i = 0; i < OfScenes; i++)
        {
            if (i > 0)
                x = IsPooled(i - 1) ? Pool(relu(x)) : relu(x);
            long pad = layers[i].Weights.shape[2] / 2;
            x = conv2d(x, layers[i].Weights, layers[i].Bias, strides: [StrideOf(i), StrideOf(i)], padding: [pad, pad]);
        }
        return x;
    }

    /// <summary>relu6, N×24×16×16.</summary>
    public TorchTensor Planes(TorchTensor input) => relu(Logits(input));

    /// <summary>What follows relu6: N×features.</summary>
    public virtual TorchTensor Code(TorchTensor planes)
    {
        TorchTensor x = Pool(planes);
        foreach (WeightedLayer layer in layers.Take(Convolutions).Skip(OfScenes))
            x = relu(conv2d(x, layer.Weights, layer.Bias));
        x = x.flatten(1);
        foreach (WeightedLayer layer in layers.Skip(Convolutions))
            x = relu(linear(x, layer.Weights, layer.Bias));
        return x;
    }

    /// <summary>Maxima of 2×2.</summary>
    public static TorchTensor Pool(TorchTensor planes) => max_pool2d(planes, [2, 2], [2, 2]);
}
