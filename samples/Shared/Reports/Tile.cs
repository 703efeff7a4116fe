using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Samples.Reports;

/// <summary>A photograph at the size that it has in a strip.</summary>
public static class Tile
{
    // Of the shorter side; the longer one of a panorama is what is left.
    private const int Side = 400, Longest = 1200;

    /// <summary>The photograph in its own shape, its shorter side 400 pixels long, unless the longer one were too long then.</summary>
    public static Picture Of(Picture photo)
    {
        double scale = Math.Min(
            (double)Side / Math.Min(photo.Width, photo.Height), (double)Longest / Math.Max(photo.Width, photo.Height));
        return photo.Resize(Length(photo.Width), Length(photo.Height));

        int Length(int pixels) => Math.Max(1, (int)Math.Round(pixels * scale));
    }
}
