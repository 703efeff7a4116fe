using System.Numerics;

namespace CaffeSharpGen.Imaging.Tests.Plain;

/// <summary>Inputs, sizes and overlays of pictures as they were made before that was made fast.</summary>
internal static class PlainPictures
{
    public static T[] Input<T>(InputTransform transform, Picture picture, int width, int height)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using Picture part = picture.Crop(transform.Region(picture, width, height));
        T[] rgb = PlainScale.Scale(Planes(part, T.CreateTruncating(1 / 255.0)), 3, part.Width, part.Height, width, height);
        int count = width * height, channels = transform.Channels == ChannelOrder.Gray ? 1 : 3;
        var result = new T[channels * count];
        for (int i = 0; i < result.Length; i++)
        {
            int channel = i / count, at = i % count;
            double Sample(int plane) => double.CreateTruncating(rgb[plane * count + at]);
            double pixel = transform.Channels switch
            {
                ChannelOrder.Bgr => Sample(2 - channel),
                ChannelOrder.Rgb => Sample(channel),
                _ => 0.299 * Sample(0) + 0.587 * Sample(1) + 0.114 * Sample(2),
            };
            double mean = transform.MeanImage is { } image
                ? image[0, channel, (image.Shape[2] - height) / 2 + at / width, (image.Shape[3] - width) / 2 + at % width]
                : transform.Mean[transform.Mean.Count == 1 ? 0 : channel];
            result[i] = T.CreateTruncating((pixel * 255 - mean) * transform.Scale);
        }
        return result;
    }

    public static byte[] Resized(Picture picture, int width, int height)
    {
        float[] planes = PlainScale.Scale(Planes(picture, 1f), 3, picture.Width, picture.Height, width, height);
        return [.. Enumerable.Range(0, planes.Length).Select(i => (byte)MathF.Round(planes[i % 3 * width * height + i / 3]))];
    }

    public static byte[] Overlay(Tensor map, Picture photo, double opacity, Box part)
    {
        float[] scaled = PlainScale.Scale(map.Span.ToArray(), 1, map.Shape[1], map.Shape[0], part.Width, part.Height);
        using Picture heat = HeatMap.Render(new Tensor([1, part.Height, part.Width], scaled));
        byte[] rgb = photo.Rgb.ToArray();
        for (int i = 0; i < heat.Rgb.Length; i++)
        {
            int y = i / 3 / part.Width, x = i / 3 % part.Width, at = ((part.Top + y) * photo.Width + part.Left + x) * 3 + i % 3;
            rgb[at] = (byte)Math.Round(rgb[at] + opacity * (heat.Rgb[i] - rgb[at]));
        }
        return rgb;
    }

    private static T[] Planes<T>(Picture picture, T unit) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int count = picture.Width * picture.Height;
        var planes = new T[3 * count];
        for (int i = 0; i < planes.Length; i++)
            planes[i] = T.CreateTruncating(picture.Rgb[i % count * 3 + i / count]) * unit;
        return planes;
    }
}
