using CaffeSharpGen.SceneRenderer;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace CaffeSharpGen.SceneLanguageTrainer.Images;

/// <summary>Where the maximum of a Grad-CAM map lies; null if the map is empty.</summary>
internal static class Pointing
{
    /// <summary>Grad-CAM at relu6 for a number of each scene.</summary>
    /// <param name="planes">relu6, N×24×16×16.</param>
    /// <param name="score">The numbers' sum; each must depend on its own scene only.</param>
    public static (int X, int Y)?[] Peaks(TorchTensor planes, Func<TorchTensor, TorchTensor> score)
    {
        TorchTensor leaf = planes.detach().requires_grad_();
        TorchTensor gradient = autograd.grad([score(leaf)], [leaf])[0];
        TorchTensor maps = nn.functional.relu((gradient.sum([2, 3], keepdim: true) * planes).sum(1, keepdim: true));
        TorchTensor large = nn.functional.interpolate(
            maps, [Scenes.Size, Scenes.Size], mode: InterpolationMode.Bilinear, align_corners: true).flatten(1);
        (TorchTensor most, TorchTensor at) = large.max(1);
        float[] values = Arrays.ToArray(most);
        return [.. at.data<long>().ToArray().Select((pixel, i) => values[i] > 0 ? Position(pixel) : null)];

        static (int X, int Y)? Position(long pixel) => ((int)(pixel % Scenes.Size), (int)(pixel / Scenes.Size));
    }

    /// <summary>Whether a peak lies in the box of one of the objects.</summary>
    public static bool Hits((int X, int Y)? peak, Scene scene, IEnumerable<int> objects) =>
        peak is { } at && objects.Any(i => scene.Objects[i].Box.Contains(at.X, at.Y));
}
