using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

/// <summary>JPEG files that are cut off: without their end marker they are whole, without more they are not.</summary>
public class EndMarkerTests
{
    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("restart.jpg")]
    [InlineData("progressive.jpg")]
    public void Only_the_end_may_be_missing(string name)
    {
        byte[] file = Read(name);
        using Picture whole = Picture.Decode(file);
        Assert.Empty(whole.Notes);
        for (int missing = 1; missing <= 2; missing++)
        {
            using Picture cut = Picture.Decode(file.AsSpan(0, file.Length - missing));
            Assert.Equal(whole.Rgb, cut.Rgb);
            Assert.Contains("end marker", Assert.Single(cut.Notes));
        }
        int refused = 0;
        for (int length = 1; length <= file.Length - 3; length++)
        {
            try
            {
                // The last byte may only fill up: then nothing is missing either.
                using Picture cut = Picture.Decode(file.AsSpan(0, length));
                Assert.True(whole.Rgb.SequenceEqual(cut.Rgb), $"{length} of {file.Length} bytes");
                Assert.Single(cut.Notes);
                Assert.True(length >= file.Length - 4, $"{length} of {file.Length} bytes");
            }
            catch (PictureException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, file.Length - 5, file.Length - 3);
    }

    [Theory]
    [InlineData("cat_dog.jpg")]
    [InlineData("bathroom.jpg")]
    public void Photographs_without_end_marker_are_whole(string name)
    {
        byte[] file = File.ReadAllBytes(SharedFolder.Require("images", name));
        Assert.Equal([0xFF, 0xD9], file[^2..]);
        using Picture whole = Picture.Decode(file), cut = Picture.Decode(file.AsSpan(0, file.Length - 2));
        Assert.Equal(whole.Rgb, cut.Rgb);
        Assert.Single(cut.Notes);
        foreach (int missing in (int[])[5, 20, 300, 5000])
        {
            PictureException refused = Assert.Throws<PictureException>(() => Picture.Decode(file.AsSpan(0, file.Length - missing)));
            Assert.Contains("truncated Jpeg", refused.Found);
        }
    }

    // A scan that is wholly missing leaves pixels that are only less sharp.
    [Fact]
    public void Missing_scans_of_a_progressive_file_are_missed()
    {
        byte[] file = Read("progressive.jpg");
        List<int> scans = [];
        for (int at = 2; at < file.Length - 1; at++)
        {
            if (file[at] == 0xFF && file[at + 1] == 0xDA)
                scans.Add(at);
        }
        Assert.True(scans.Count > 5);
        foreach (int begin in scans)
            Assert.Throws<PictureException>(() => Picture.Decode(file.AsSpan(0, begin)));
    }

    internal static byte[] Read(string name) =>
        File.ReadAllBytes(SharedFolder.InRepository("tests", "Imaging.Tests", "Pictures", name));
}
