using System.Globalization;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Detect;

/// <summary>The pictures of a run: all boxes; of each box its map, and the map over the photograph with the box.</summary>
internal sealed class BoxPictures(OutputFolder folder, Picture photo, LabeledBox[] boxes)
{
    private const int Columns = 4;

    // Colors that can be told apart, and from the heat map's.
    private static readonly Color[] Colors =
    [
        new(255, 255, 255), new(255, 214, 64), new(96, 230, 255), new(255, 128, 214), new(152, 255, 122), new(255, 160, 92),
        new(190, 160, 255),
    ];

    // Small pictures are drawn larger, or their texts would hide them. Large ones stay as they are.
    private readonly Picture shown = Math.Min(photo.Width, photo.Height) < 400 ? Tile.Of(photo) : photo;
    private readonly List<Func<Picture>> overlays = [];

    /// <summary>The boxes, in pixels of the photograph.</summary>
    public LabeledBox[] Boxes => boxes;

    /// <summary>The color of a class.</summary>
    public static Color ColorOf(int label) => Colors[Math.Max(label, 0) % Colors.Length];

    /// <summary>Adds the pictures of a box.</summary>
    /// <returns>Where they will be.</returns>
    public string[] Add(int index, Explanation cam, bool heatMap)
    {
        string number = (index + 1).ToString(CultureInfo.InvariantCulture);
        LabeledBox box = OnShown(boxes[index]);
        Picture Overlay() => Imaging.Boxes.Draw(cam.Overlay(shown), [box], Thickness);
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
        Picture All() => Imaging.Boxes.Draw(shown, [.. boxes.Select(OnShown)], Thickness);
        var files = new List<string> { folder.Add("detect_boxes.png", All) };
        if (strip)
        {
            files.Add(folder.Add("detect_strip.png", () =>
            {
                Picture[] pictures = [All(), .. overlays.Select(draw => draw())];
                return Strip.Grid(pictures, Math.Min(Columns, pictures.Length));
            }));
        }
        return [.. files];
    }

    private int Thickness => Math.Max(2, Math.Min(shown.Width, shown.Height) / 200);

    private LabeledBox OnShown(LabeledBox labeled)
    {
        int X(int x) => (int)Math.Round((double)x * shown.Width / photo.Width);
        int Y(int y) => (int)Math.Round((double)y * shown.Height / photo.Height);
        Box box = labeled.Box;
        return labeled with { Box = new Box(X(box.Left), Y(box.Top), X(box.Right) - X(box.Left), Y(box.Bottom) - Y(box.Top)) };
    }
}
