using System.Globalization;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Networks;

namespace CaffeSharpGen.Samples.Detectors;

/// <summary>What a detector found in a picture, as it is shown and explained.</summary>
public static class FoundBoxes
{
    // Colors that can be told apart, and from the heat map's.
    private static readonly Color[] Colors =
    [
        new(255, 255, 255), new(255, 214, 64), new(96, 230, 255), new(255, 128, 214), new(152, 255, 122), new(255, 160, 92),
        new(190, 160, 255),
    ];

    /// <summary>The boxes, the largest score first.</summary>
    /// <param name="rows">The rows of a network that ran.</param>
    /// <param name="threshold">The least score.</param>
    public static IEnumerable<Detection> Sorted(Hook rows, double threshold = double.NegativeInfinity) =>
        rows.Detections().Where(detection => detection.Score >= threshold).OrderByDescending(detection => detection.Score);

    /// <summary>A box with its class and its score, in pixels of a picture.</summary>
    public static LabeledBox Describe(Detection detection, BoxLabels names, Picture photo) => new(
        Box.Of(detection, photo.Width, photo.Height),
        string.Create(CultureInfo.InvariantCulture, $"{names.Of(detection.Label)} {detection.Score:f2}"), ColorOf(detection.Label));

    /// <summary>The layer that Grad-CAM looks at for a box.</summary>
    /// <param name="detection">The box.</param>
    /// <param name="asked">The layer that was asked for; null for what the head of the box reads.</param>
    /// <exception cref="UserError">The layer does not lead to the box's score, or there is none.</exception>
    public static Hook LayerFor(Detection detection, Hook? asked)
    {
        Hook layer = asked ?? detection.FeatureMap
            ?? throw new UserError($"no convolution makes the scores of {detection.Network.Name} directly; name the layer");
        LayerName.Require(layer, detection.Target.Hook);
        return layer;
    }

    private static Color ColorOf(int label) => Colors[Math.Max(label, 0) % Colors.Length];
}
