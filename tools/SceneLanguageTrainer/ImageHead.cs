using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer;

/// <summary>
/// What is trained of the image network: a factor and an offset for each plane, which go into conv6, and the fully connected layers. It starts from pooled
/// planes, so that the convolutions of Scenes, which stay as they are, run once for each scene.
/// </summary>
internal sealed class ImageHead : Module<TorchTensor, TorchTensor>
{
    private readonly Parameter scale, offset;
    private readonly ModuleList<Linear> connected;
    private readonly Dropout dropout;

    public ImageHead(int[] widths, double drop) : base("head")
    {
        // Logits of objects that are there are about 5 to 10; what is nearly seen counts a little.
        scale = new Parameter(full(PlaneSet.Planes, 0.2f));
        offset = new Parameter(full(PlaneSet.Planes, 0.2f));
        connected = [];
        for (int i = 0; i < widths.Length; i++)
            connected.Add(Linear(i == 0 ? PlaneSet.Numbers : widths[i - 1], widths[i]));
        dropout = Dropout(drop);
        RegisterComponents();
    }

    /// <summary>N×features of pooled logits N×24×8×8.</summary>
    public override TorchTensor forward(TorchTensor logits)
    {
        TorchTensor x = functional.relu((logits * scale.view(1, -1, 1, 1)) + offset.view(1, -1, 1, 1)).flatten(1);
        foreach (Linear layer in connected)
            x = functional.relu(layer.call(dropout.call(x)));
        return x;
    }

    /// <summary>The image network that computes the same from a picture. Factors must be positive, or pooling after them would differ.</summary>
    /// <param name="scenes">The network Scenes.</param>
    public ImageNetwork Deployed(ImageNetwork scenes)
    {
        using IDisposable noGradient = no_grad();
        if (!scale.gt(0).all().item<bool>())
            throw new InvalidOperationException("a factor of a plane is not positive; pooling before it was not the same as pooling after it");
        WeightedLayer planes = scenes.Layers[ImageNetwork.Convolutions - 1];
        return new(
        [
            .. scenes.Layers.Take(ImageNetwork.Convolutions - 1),
            planes with { Weights = planes.Weights * scale.view(-1, 1, 1, 1), Bias = (planes.Bias * scale) + offset },
            .. connected.Select((layer, i) => new WeightedLayer($"fc{ImageNetwork.Convolutions + 1 + i}", layer.weight.detach(), layer.bias!.detach())),
        ]);
    }
}
