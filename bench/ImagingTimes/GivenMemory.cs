using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.ImagingTimes;

/// <summary>What older checkouts lack. To compare with one, this folder is copied there, and this file gives no steps.</summary>
internal static class GivenMemory
{
    public static Step[] Of(Photograph photograph)
    {
        byte[] overlay = new byte[photograph.Picture.Rgb.Length];
        var quarter = new PictureOptions { Scale = 0.25 };
        return
        [
            new("load JPEG at a quarter", () => Picture.Decode(photograph.Jpeg, options: quarter).Dispose()),
            new("overlay in given memory, constant", () => HeatMap.Overlay(photograph.Map, photograph.Picture, overlay, 0.5)),
            new("overlay in given memory, growing", () => HeatMap.Overlay(photograph.Map, photograph.Picture, overlay)),
        ];
    }
}
