using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>
/// What is trained of the image network. It starts from pooled planes, so that the convolutions of Scenes, which stay as they are, run once
/// for each scene.
/// <list type="bullet">
/// <item>conv6: a factor and an offset for each plane.</item>
/// <item>
/// conv7 and conv8, plane by plane: what is above a threshold rises steeply to a knee, and slowly from there on. All objects then look
/// equally strong, and what is under the threshold has no gradient: in the sum of gradients over a plane, which a map is made of, only
/// places with an object count.
/// </item>
/// <item>The fully connected layers.</item>
/// </list>
/// </summary>
internal sealed class ImageHead : Module
{
    private readonly Parameter scale, offset, rise, threshold, bend, knee, low, high;
    private readonly ModuleList<Linear> connected;
    private readonly Dropout dropout;

    public ImageHead(int[] widths, double drop) : base("head")
    {
        // Logits of objects that are there are about 5 to 10; what is nearly seen counts a little.
        scale = Each(0.2);
        offset = Each(0.2);
        rise = Each(1);
        threshold = Each(0.1);
        bend = Each(1);
        knee = Each(0.8);
        low = Each(1);
        high = Each(0.9);
        connected = [];
        for (int i = 0; i < widths.Length; i++)
            connected.Add(Linear(i == 0 ? PlaneSet.Numbers : widths[i - 1], widths[i]));
        dropout = Dropout(drop);
        RegisterComponents();
    }

    /// <summary>N×features.</summary>
    /// <param name="logits">Pooled planes before relu6, N×24×8×8.</param>
    /// <param name="strengths">What relu6 is multiplied with, N×24.</param>
    public TorchTensor Code(TorchTensor logits, TorchTensor strengths)
    {
        TorchTensor z = relu((logits * Plane(scale)) + Plane(offset)) * strengths.view(-1, PlaneSet.Planes, 1, 1);
        TorchTensor steep = relu((z * Plane(rise)) - Plane(threshold)), over = relu((z * Plane(bend)) - Plane(knee));
        TorchTensor x = relu((steep * Plane(low)) - (over * Plane(high))).flatten(1);
        foreach (Linear layer in connected)
            x = relu(layer.call(dropout.call(x)));
        return x;
    }

    /// <summary>The image network that computes the same from a picture.</summary>
    /// <param name="scenes">The network Scenes.</param>
    /// <exception cref="InvalidOperationException">
    /// A factor of a plane is not positive: pooling before it would not be the same as pooling after it.
    /// </exception>
    public ImageNetwork Deployed(ImageNetwork scenes)
    {
        using IDisposable noGradient = no_grad();
        if (!scale.gt(0).all().item<bool>())
        {
            throw new InvalidOperationException(
                "a factor of a plane is not positive; expected positive ones, or pooling before them differs from pooling after them");
        }
        WeightedLayer planes = scenes.Layers[ImageNetwork.OfScenes - 1];
        return new(
        [
            .. scenes.Layers.Take(ImageNetwork.OfScenes - 1),
            planes with { Weights = planes.Weights * Plane(scale).view(-1, 1, 1, 1), Bias = (planes.Bias * scale) + offset },
            new("conv7", Kernel(cat([diag(rise), diag(bend)])), -cat([threshold, knee])),
            new("conv8", Kernel(cat([diag(low), diag(-high)], 1)), zeros(PlaneSet.Planes)),
            .. connected.Select(
                (layer, i) => new WeightedLayer($"fc{ImageNetwork.Convolutions + 1 + i}", layer.weight.detach(), layer.bias!.detach())),
        ]);
    }

    private static Parameter Each(double value) => new(full(PlaneSet.Planes, (float)value));

    private static TorchTensor Plane(TorchTensor each) => each.view(1, -1, 1, 1);

    private static TorchTensor Kernel(TorchTensor matrix) => matrix.unsqueeze(2).unsqueeze(3);
}
