using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Imaging;

/// <summary>Pictures of explanations, normalized as Torch's <c>image.toDisplayTensor</c> does.</summary>
public static class ExplanationDrawing
{
    /// <summary>The map in colors from blue to red, at the size of the network's input.</summary>
    /// <exception cref="InvalidOperationException">The map has several channels.</exception>
    public static Picture ToHeatMap(this Explanation explanation)
    {
        RequireOneChannel(explanation, "a heat map");
        return HeatMap.Render(explanation.AtInputSize());
    }

    /// <summary>The map itself, normalized: gray for Grad-CAM, in colors for the others, at the size of the network's input.</summary>
    public static Picture ToPicture(this Explanation explanation) => DisplayNormalization.Render(explanation.AtInputSize());

    /// <summary>The heat map blended over the photograph, at the photograph's size.</summary>
    /// <param name="explanation">An explanation whose map has one channel.</param>
    /// <param name="photo">The picture that the network read.</param>
    /// <param name="opacity">
    /// How much of the heat map is seen: a number from 0 (the photograph alone) to 1, or one that grows with the map; defaults to
    /// <see cref="Opacity.Growing"/>.
    /// </param>
    /// <param name="region">
    /// The part of the photograph that the network saw (see <see cref="InputTransform.Region"/>); defaults to all of it.
    /// </param>
    /// <exception cref="InvalidOperationException">The map has several channels.</exception>
    /// <exception cref="ArgumentException">The region is not inside the photograph.</exception>
    public static Picture Overlay(this Explanation explanation, Picture photo, Opacity? opacity = null, Box? region = null)
    {
        RequireOneChannel(explanation, "an overlay");
        return HeatMap.Overlay(explanation.Map, photo, opacity, region);
    }

    private static void RequireOneChannel(Explanation explanation, string what)
    {
        if (explanation.Map.Shape[0] != 1)
            throw new InvalidOperationException($"{explanation}: {what} is made of a map with one channel; use {nameof(ToPicture)}");
    }
}
