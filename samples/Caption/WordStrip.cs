using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Captioning;

/// <summary>A caption as pictures: the photograph, then for each word, with the word below, where in it the word comes from.</summary>
internal static class WordStrip
{
    private const int Margin = 3, PixelsPerScale = 128;

    /// <summary>Draws it, each picture at the size of the network's input.</summary>
    /// <param name="photo">What the network was shown.</param>
    /// <param name="words">The words.</param>
    /// <param name="maps">The map of each.</param>
    public static Picture Draw(Picture photo, IReadOnlyList<string> words, IReadOnlyList<Explanation> maps)
    {
        using Picture shown = photo.Resize(maps[0].InputWidth, maps[0].InputHeight);
        return Strip.Join([Labelled(shown, ""), .. maps.Select((map, i) => Labelled(map.Overlay(shown), words[i]))]);
    }

    // Black on white, below the picture and in its middle, as large as suits the picture; what does not fit is cut.
    private static Picture Labelled(Picture picture, string word)
    {
        int scale = Math.Max(1, picture.Width / PixelsPerScale), height = picture.Height + scale * (Letters.Height + 2 * Margin);
        byte[] rgb = new byte[picture.Width * height * 3];
        picture.Rgb.CopyTo(rgb);
        rgb.AsSpan(picture.Rgb.Length).Fill(byte.MaxValue);
        int left = Math.Max(0, (picture.Width - scale * (word.Length * Letters.Pitch - 1)) / 2), top = picture.Height + scale * Margin;
        foreach ((int x, int y) in Letters.Of(word))
        {
            for (int i = 0; i < scale * scale; i++)
            {
                int column = left + x * scale + i % scale;
                if (column < picture.Width)
                    rgb.AsSpan(((top + y * scale + i / scale) * picture.Width + column) * 3, 3).Clear();
            }
        }
        return Picture.FromRgb(rgb, picture.Width, height);
    }
}
