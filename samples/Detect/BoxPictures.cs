using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Detectors;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Detect;

/// <summary>The pictures of a run: all boxes; of each box its map, and the map over the photograph with the box.</summary>
internal sealed class BoxPictures(OutputFolder folder, BoxDrawing drawing)
{
    private const int Columns = 4;

    private readonly List<Func<Picture>> overlays = [];

    /// <summary>Adds the pictures of a box.</summary>
    /// <returns>Where they will be.</returns>
    public string[] Add(int index, Explanation cam, bool heatMap)
    {
        string number = (index + 1).ToString(CultureInfo.InvariantCulture);
        Picture Overlay() => drawing.Overlay(cam, index);
        overlays.Add(Overlay);
        return
        [
            heatMap
                ? folder.Add($"detect_gcam_hm_{number}.png", cam.ToHeatMap())
                : folder.Add($"detect_gcam_{number}.png", cam.ToPicture()),
            folder.Add($"detect_overlay_{number}.png", Overlay),
        ];
    }

    /// <summary>Adds the picture of all boxes, and on request the strip.</summary>
    /// <returns>Where they will be.</returns>
    public string[] AddOverviews(bool strip)
    {
        var files = new List<string> { folder.Add("detect_boxes.png", drawing.All) };
        if (strip)
        {
            files.Add(folder.Add("detect_strip.png", () =>
            {
                Picture[] pictures = [drawing.All(), .. overlays.Select(draw => draw())];
                return Strip.Grid(pictures, Math.Min(Columns, pictures.Length));
            }));
        }
        return [.. files];
    }
}
