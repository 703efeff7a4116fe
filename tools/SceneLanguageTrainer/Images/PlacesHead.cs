using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>
/// What is trained of <see cref="PlacesNetwork"/>. It starts from maxima and places of planes, so that the convolutions run once for each
/// scene.
/// </summary>
internal sealed class PlacesHead : Module
{
    /// <summary>
    /// Features that the last layer begins with: for each kind of object that it is there; then for each kind how far it is on each side; a
    /// constant.
    /// </summary>
    public const int FirstPlace = PlaneSet.Planes, Constant = FirstPlace + (PlaneSet.Planes * PlacesNetwork.Sides), Least = Constant + 1;

    // Maxima are 0 where there is nothing of a kind, about 10 to 20 where there is something.
    private const float Rise = 0.2f, Threshold = 0.4f, Knee = 1.4f, Bend = 0.9f, Size = 4;

    private readonly Linear what, join;

    public PlacesHead(int features) : base("places")
    {
        const int Kinds = PlaneSet.Planes;
        what = Linear(Kinds, 2 * Kinds);
        join = Linear((2 * Kinds) + (PlacesNetwork.Sides * Kinds), features);
        using (no_grad())
        {
            // A steep rise, and the same from the knee on, to take most of it away again: all objects look equally strong.
            what.weight.copy_(cat([eye(Kinds), eye(Kinds)]) * Rise);
            what.bias!.copy_(cat([full(Kinds, -Threshold), full(Kinds, -Knee)]));
            join.weight[TensorIndex.Slice(0, Least)].zero_();
            join.weight[TensorIndex.Slice(0, Kinds), TensorIndex.Slice(0, 2 * Kinds)] = cat([eye(Kinds), eye(Kinds) * -Bend], 1);
            join.weight[TensorIndex.Slice(FirstPlace, Constant), TensorIndex.Slice(2 * Kinds)] = eye(Constant - FirstPlace);
            // Much of the feature's length is the same for all scenes, so that dividing by the length changes little.
            join.bias!.zero_();
            join.bias[Constant] = Size;
        }
        RegisterComponents();
    }

    /// <summary>N×features.</summary>
    /// <param name="places">As <see cref="PlacesNetwork.Places"/> gives them, N×24×3.</param>
    /// <param name="strengths">What maxima are multiplied with, N×24.</param>
    public TorchTensor Code(TorchTensor places, TorchTensor strengths)
    {
        TorchTensor[] each = places.unbind(2);
        TorchTensor where = relu(stack([each[1], -each[1], each[2], -each[2]], 2)).flatten(1);
        return relu(join.call(cat([relu(what.call(each[0] * strengths)), where], 1)));
    }

    /// <summary>The image network that computes the same from a picture.</summary>
    /// <param name="scenes">The network Scenes.</param>
    public PlacesNetwork Deployed(ImageNetwork scenes)
    {
        WeightedLayer planes = scenes.Layers[ImageNetwork.OfScenes - 1];
        return new(
        [
            .. scenes.Layers.Take(ImageNetwork.OfScenes - 1),
            planes with { Weights = planes.Weights * PlacesNetwork.Steepness, Bias = planes.Bias * PlacesNetwork.Steepness },
            new(PlacesNetwork.Where, PlacesNetwork.Distances(), zeros(PlacesNetwork.Sides)),
            new(PlacesNetwork.What, what.weight.detach(), what.bias!.detach()),
            new(PlacesNetwork.Join, join.weight.detach(), join.bias!.detach()),
        ]);
    }
}
