using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>The pictures of one explanation: three under the original's names, as the original draws them, and ours.</summary>
/// <param name="folder">Where they go.</param>
/// <param name="script">What their names begin with: <c>classify</c>, <c>vqa</c>, <c>caption</c>.</param>
/// <param name="heatMap">Whether the map is in colors, or in gray.</param>
/// <param name="strip">Whether there is also one of all side by side.</param>
public sealed class ExplanationPictures(OutputFolder folder, string script, bool heatMap, bool strip)
{
    /// <summary>Adds the pictures of one thing that was explained.</summary>
    /// <param name="photo">What the network was shown.</param>
    /// <param name="name">What was explained, as part of their names.</param>
    /// <param name="label">What was explained and how probable it is, as it stands in the strip.</param>
    /// <param name="cam">The Grad-CAM map.</param>
    /// <param name="guided">The gradient of guided backprop.</param>
    /// <returns>Where they will be.</returns>
    public string[] Add(Picture photo, string name, string label, Explanation cam, Explanation guided)
    {
        Explanation both = Explain.GuidedGradCam(guided, cam);
        var files = new List<string>
        {
            heatMap
                ? folder.Add($"{script}_gcam_hm_{name}.png", cam.ToHeatMap())
                : folder.Add($"{script}_gcam_{name}.png", cam.ToPicture()),
            folder.Add($"{script}_gb_{name}.png", guided.ToPicture()),
            folder.Add($"{script}_gb_gcam_{name}.png", both.ToPicture()),
            folder.Add($"{script}_overlay_{name}.png", () => cam.Overlay(photo)),
        };
        if (strip)
            files.Add(folder.Add($"{script}_strip_{name}.png", () => Side(photo, label, cam, guided, both)));
        return [.. files];
    }

    private static Picture Side(Picture photo, string label, Explanation cam, Explanation guided, Explanation both)
    {
        using Picture shown = Tile.Of(photo);
        Picture Shaped(Explanation explanation) => explanation.ToPicture().Resize(shown.Width, shown.Height);
        return Strip.Join(
        [
            Strip.Label(shown, "picture"), Strip.Label(cam.Overlay(shown), label),
            Strip.Label(Shaped(guided), "guided backprop"), Strip.Label(Shaped(both), "guided Grad-CAM"),
        ]);
    }
}
