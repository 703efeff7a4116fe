using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>
/// The network of models/scenes_vqa.prototxt: the convolutions of Scenes and relu6 (where maps are made), then what there is (the maximum
/// of each plane) and where it is (a softmax over each plane, and with it the mean of places), joined by a fully connected layer.
/// <para>
/// Whatever depends on where an object is has a gradient that sums to zero over the object's plane, so it does not disturb maps, which are
/// made of these sums.
/// </para>
/// </summary>
internal sealed class PlacesNetwork(IReadOnlyList<WeightedLayer> layers) : ImageNetwork(layers)
{
    /// <summary>What planes are multiplied with, so that a softmax over a plane with an object is nearly all on the object.</summary>
    public const double Steepness = 2;

    /// <summary>Numbers for where an object is: how far right, left, low and high, each 0 to 1 from the middle.</summary>
    public const int Sides = 4;

    /// <summary>Names of the layers after the convolutions.</summary>
    public const string Where = "where6", What = "fc7", Join = "fc8";

    /// <summary>Weights of where6: for each side, each cell's distance from the middle; 4×256.</summary>
    public static TorchTensor Distances()
    {
        float[,] distances = new float[Sides, Cells * Cells];
        for (int cell = 0; cell < Cells * Cells; cell++)
        {
            (int row, int column) = Math.DivRem(cell, Cells);
            (distances[0, cell], distances[2, cell]) = (FromMiddle(column), FromMiddle(row));
            (distances[1, cell], distances[3, cell]) = (-distances[0, cell], -distances[2, cell]);
        }
        return tensor(distances);
    }

    /// <summary>
    /// Of planes' logits N×24×16×16, the maximum of relu6, and where it is, from -1 at the left and the top to 1: N×24×3.
    /// </summary>
    public static TorchTensor Places(TorchTensor logits)
    {
        TorchTensor planes = relu(logits * Steepness).flatten(2);
        return cat([planes.amax([2]).unsqueeze(2), softmax(planes, 2).matmul(Distances()[TensorIndex.Slice(0, null, 2)].t())], 2);
    }

    /// <inheritdoc/>
    public override TorchTensor Code(TorchTensor planes)
    {
        TorchTensor flat = planes.flatten(2);
        TorchTensor where = relu(Apply(Where, softmax(flat, 2))).flatten(1), what = relu(Apply(What, flat.amax([2])));
        return relu(Apply(Join, cat([what, where], 1)));
    }

    private TorchTensor Apply(string name, TorchTensor values)
    {
        WeightedLayer layer = Layers.Single(layer => layer.Name == name);
        return linear(values, layer.Weights, layer.Bias);
    }

    private static float FromMiddle(int cell) => (2f * cell / (Cells - 1)) - 1;
}
