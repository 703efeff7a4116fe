using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Captioning;

/// <summary>A caption as pictures: the photograph, then for each word, with the word below, where in it the word comes from.</summary>
internal static class WordStrip
{
    private const int Columns = 4;

    /// <summary>Draws it, in rows of four.</summary>
    /// <param name="photo">What the network was shown.</param>
    /// <param name="words">What stands below each map.</param>
    /// <param name="maps">The map of each word.</param>
    public static Picture Draw(Picture photo, IReadOnlyList<string> words, IReadOnlyList<Explanation> maps)
    {
        using Picture shown = Tile.Of(photo);
        return Strip.Grid(
            [Strip.Label(shown, "picture"), .. maps.Select((map, i) => Strip.Label(map.Overlay(shown), words[i]))], Columns);
    }
}
