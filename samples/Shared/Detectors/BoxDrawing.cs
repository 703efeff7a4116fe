using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Samples.Detectors;

/// <summary>Draws boxes, and maps that explain them, on a photograph.</summary>
/// <param name="photo">The photograph, which stays alive until all is drawn.</param>
/// <param name="boxes">The boxes, in its pixels.</param>
public sealed class BoxDrawing(Picture photo, LabeledBox[] boxes)
{
    // Small pictures are drawn larger, or their texts would hide them. Large ones stay as they are.
    private readonly Picture shown = Math.Min(photo.Width, photo.Height) < 400 ? Tile.Of(photo) : photo;

    /// <summary>The boxes, in pixels of the photograph.</summary>
    public LabeledBox[] Boxes => boxes;

    /// <summary>The photograph with all boxes.</summary>
    public Picture All() => Imaging.Boxes.Draw(shown, [.. boxes.Select(OnShown)], Thickness);

    /// <summary>A map over the photograph with the box that it explains.</summary>
    public Picture Overlay(Explanation map, int box) => Imaging.Boxes.Draw(map.Overlay(shown), [OnShown(boxes[box])], Thickness);

    private int Thickness => Math.Max(2, Math.Min(shown.Width, shown.Height) / 200);

    private LabeledBox OnShown(LabeledBox labeled)
    {
        int X(int x) => (int)Math.Round((double)x * shown.Width / photo.Width);
        int Y(int y) => (int)Math.Round((double)y * shown.Height / photo.Height);
        Box box = labeled.Box;
        return labeled with { Box = new Box(X(box.Left), Y(box.Top), X(box.Right) - X(box.Left), Y(box.Bottom) - Y(box.Top)) };
    }
}
