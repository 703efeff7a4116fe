using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.ImagingTimes;

/// <summary>What checkouts lack whose pictures cannot be given memory: there, this file gives no steps.</summary>
internal static class GivenMemory
{
    public static Step[] Of(Photograph photograph)
    {
        byte[] overlay = new byte[photograph.Picture.Rgb.Length];
        return
        [
            new("overlay in given memory, constant", () => HeatMap.Overlay(photograph.Map, photograph.Picture, overlay, 0.5)),
            new("overlay in given memory, growing", () => HeatMap.Overlay(photograph.Map, photograph.Picture, overlay)),
        ];
    }
}
