using CaffeSharpGen.GradCam;

namespace CaffeSharpGen.Captioning;

/// <summary>A caption as pictures: the photograph, then for each word where in it the word comes from.</summary>
internal static class WordStrip
{
    /// <summary>Draws it, each picture at the size of the network's input.</summary>
    /// <param name="photo">What the network was shown.</param>
    /// <param name="words">The words.</param>
    /// <param name="maps">The map of each.</param>
    public static Picture Draw(Picture photo, IReadOnlyList<string> words, IReadOnlyList<Explanation> maps)
    {
        using Picture shown = photo.Resize(maps[0].InputWidth, maps[0].InputHeight);
        return Strip.Join([shown, .. maps.Select(map => map.Overlay(shown))]);
    }
}
