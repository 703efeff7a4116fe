using CaffeSharpGen.Imaging;

namespace CaffeSharpGen.Samples.Tests;

/// <summary>Pictures beside those that the original wrote.</summary>
internal static class GoldenPicture
{
    /// <summary>Truncation may fall on the other side for a value that differs in its last digits: one grey level, in few places.</summary>
    public static void Compare(string expectedFile, string actualFile)
    {
        using Picture expected = Picture.Load(expectedFile), actual = Picture.Load(actualFile);
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        int different = 0;
        for (int i = 0; i < expected.Rgb.Length; i++)
        {
            int distance = Math.Abs(expected.Rgb[i] - actual.Rgb[i]);
            Assert.True(distance <= 1, $"{expectedFile}: byte {i} is {actual.Rgb[i]}, expected {expected.Rgb[i]}");
            different += distance > 0 ? 1 : 0;
        }
        Assert.InRange(different, 0, expected.Rgb.Length / 1000);
    }
}
