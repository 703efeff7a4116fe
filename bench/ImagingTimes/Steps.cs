using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.ImagingTimes;

/// <summary>Something that is timed.</summary>
internal sealed record Step(string Name, Action Run);

/// <summary>All that is timed.</summary>
internal static class Steps
{
    private const int Side = 224;

    public static Step[] Of(Photograph photograph)
    {
        Picture picture = photograph.Picture;
        float[] input = new float[3 * Side * Side];
        double[] wide = new double[input.Length];
        return
        [
            new("load JPEG", () => Picture.Decode(photograph.Jpeg).Dispose()),
            new("preprocess", () => InputTransform.Vgg.Apply<float>(picture, Side, Side, input)),
            new("preprocess in float64", () => InputTransform.Vgg.Apply<double>(picture, Side, Side, wide)),
            new("overlay, constant opacity", () => HeatMap.Overlay(photograph.Map, picture, 0.5).Dispose()),
            new("resize to 480×270", () => picture.Resize(480, 270).Dispose()),
            new("write PNG", () => picture.Encode(PictureFormat.Png)),
            new("write JPEG", () => picture.Encode(PictureFormat.Jpeg)),
            .. GivenMemory.Of(photograph),
        ];
    }
}
