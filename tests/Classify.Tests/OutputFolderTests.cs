using CaffeSharpGen.Imaging;
using CaffeSharpGen.Samples.Reports;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Pictures are drawn in the background, and written together or not at all.</summary>
public sealed class OutputFolderTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    [Fact]
    public void Nothing_is_written_before_all_are_there()
    {
        using var drawn = new ManualResetEventSlim();
        using Picture picture = Picture.FromRgb([1, 2, 3, 4, 5, 6], 2, 1);
        var folder = new OutputFolder(path);
        string[] files =
        [
            folder.Add("one.png", picture),
            folder.Add("two.png", () =>
            {
                drawn.Wait();
                return picture;
            }),
        ];
        Assert.False(Directory.Exists(path));
        drawn.Set();
        Assert.Equal(2, folder.Commit());
        Assert.Equal(files.Order(), Directory.GetFiles(path).Order());
        foreach (string file in files)
        {
            using Picture read = Picture.Load(file);
            Assert.Equal(picture.Rgb.ToArray(), read.Rgb.ToArray());
        }
    }

    [Fact]
    public void What_goes_wrong_in_the_background_is_told_and_nothing_is_written()
    {
        using Picture picture = Picture.FromRgb(new byte[12], 2, 2);
        var folder = new OutputFolder(path);
        folder.Add("one.png", picture);
        folder.Add("two.png", () => throw new UserError("this cannot be drawn"));
        Assert.Equal("this cannot be drawn", Assert.Throws<UserError>(() => folder.Commit()).Message);
        Assert.False(Directory.Exists(path));
    }
}
