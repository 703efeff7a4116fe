namespace CaffeSharpGen.Imaging.Tests;

public class CompositionTests
{
    [Fact]
    public void Overlay_of_opacity_0_is_the_photo_and_of_1_the_heat_map()
    {
        using Picture photo = ReadingTests.Noise(30, 20);
        Tensor map = Ramp(4, 6);
        using Picture bare = HeatMap.Overlay(map, photo, 0), covered = HeatMap.Overlay(map, photo, 1);
        using Picture heat = HeatMap.Render(ImageScale.Scale(map, 30, 20));
        Assert.Equal(photo.Rgb, bare.Rgb);
        Assert.Equal(heat.Rgb, covered.Rgb);
    }

    [Fact]
    public void Overlay_blends_by_opacity()
    {
        // A constant map is solid blue (0, 0, 255).
        using Picture photo = Picture.FromRgb([100, 60, 20], 1, 1);
        using Picture overlay = HeatMap.Overlay(new Tensor([1, 1, 1, 1]), photo, 0.25);
        Assert.Equal<byte>([75, 45, 79], overlay.Rgb);
    }

    [Fact]
    public void Overlay_of_a_region_leaves_the_rest()
    {
        using Picture photo = Picture.FromTensor(new Tensor([3, 3, 4]));
        using Picture overlay = HeatMap.Overlay(new Tensor([2, 2]), photo, 1, new Box(1, 1, 2, 2));
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 4; x++)
                Assert.Equal(x is 1 or 2 && y >= 1 ? new Color(0, 0, 255) : Color.Black, ReadingTests.At(overlay, x, y));
        }
        Assert.Contains(
            "2×2 at (3, 0)",
            Assert.Throws<ArgumentException>(() => HeatMap.Overlay(new Tensor([2, 2]), photo, 1, new Box(3, 0, 2, 2))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => HeatMap.Overlay(new Tensor([2, 2]), photo, 1.1));
    }

    [Fact]
    public void Strip_joins_at_the_top_with_gaps()
    {
        using Picture low = Picture.FromRgb([1, 2, 3], 1, 1), high = Picture.FromRgb([4, 5, 6, 7, 8, 9], 1, 2);
        using Picture strip = Strip.Join([low, high], gap: 1, Color.Black);
        Assert.Equal((3, 2), (strip.Width, strip.Height));
        Assert.Equal<byte>([1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0, 7, 8, 9], strip.Rgb);
        Assert.Throws<ArgumentException>(() => Strip.Join([]));
    }

    [Fact]
    public void A_growing_opacity_leaves_the_photo_where_the_map_is_smallest()
    {
        using Picture photo = ReadingTests.Noise(50, 40);
        using Picture overlay = HeatMap.Overlay(Ramp(1, 5), photo), half = HeatMap.Overlay(Ramp(1, 5), photo, Opacity.UpTo(0.25));
        for (int y = 0; y < photo.Height; y++)
        {
            Assert.Equal(ReadingTests.At(photo, 0, y), ReadingTests.At(overlay, 0, y));
            // The largest value is red: 0.6 of the heat map there, and 0.4 of the photograph.
            Color under = ReadingTests.At(photo, 49, y), mixed = ReadingTests.At(overlay, 49, y), weak = ReadingTests.At(half, 49, y);
            Assert.Equal(Math.Round(under.Red + 0.6 * (255 - under.Red)), mixed.Red, 1.0);
            Assert.Equal(Math.Round(0.4 * under.Green), mixed.Green, 1.0);
            Assert.Equal(Math.Round(0.75 * under.Blue), weak.Blue, 1.0);
        }
    }

    [Fact]
    public void Opacities_are_fractions()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Opacity.UpTo(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => Opacity.Constant(double.NaN));
        Opacity number = 0.5;
        Assert.Equal(Opacity.Constant(0.5), number);
        Assert.Equal("up to 0.6", Opacity.Growing.ToString());
    }

    [Fact]
    public void A_grid_wraps_into_rows()
    {
        using Picture low = Picture.FromRgb([1, 2, 3], 1, 1), high = Picture.FromRgb([4, 5, 6, 7, 8, 9], 1, 2);
        using Picture grid = Strip.Grid([low, high, low], columns: 2, gap: 1, Color.Black);
        Assert.Equal((3, 4), (grid.Width, grid.Height));
        Assert.Equal(new Color(7, 8, 9), ReadingTests.At(grid, 2, 1));
        Assert.Equal(new Color(1, 2, 3), ReadingTests.At(grid, 0, 3));
        Assert.Equal(Color.Black, ReadingTests.At(grid, 2, 3));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void A_label_stands_below_the_picture_and_in_its_width(int side)
    {
        using Picture photo = ReadingTests.Noise(side, side);
        using Picture one = Strip.Label(photo, "Tiger cat 0.93"), two = Strip.Label(photo, "a", "b");
        using Picture cut = Strip.Label(photo, new string('W', 300)), empty = Strip.Label(photo, "");
        Assert.Equal(side, one.Width);
        Assert.True(one.Height > side && two.Height > one.Height, $"{one.Height}, {two.Height}");
        Assert.Equal(photo.Rgb, one.Rgb[..photo.Rgb.Length]);
        Assert.True(Dark(one) > 20, $"{Dark(one)} dark samples");
        Assert.NotEqual(Dark(one), Dark(cut));
        Assert.Equal(0, Dark(empty));
        Assert.Throws<ArgumentException>(() => Strip.Label(photo));

        int Dark(Picture labeled) => labeled.Rgb[photo.Rgb.Length..].ToArray().Count(sample => sample < 100);
    }

    [Fact]
    public void Every_letter_is_another_one()
    {
        using Picture photo = ReadingTests.Noise(300, 300);
        IEnumerable<char> letters = Enumerable.Range(33, 94).Select(code => (char)code).Except("#$*@\\^`{|}~").Append('×');
        var seen = new HashSet<string>();
        foreach (char letter in letters)
        {
            using Picture labeled = Strip.Label(photo, letter.ToString());
            Assert.True(seen.Add(Convert.ToHexString(labeled.Rgb[photo.Rgb.Length..])), $"{letter} looks like another");
        }
        // A sign that is not drawn is a box.
        using Picture box = Strip.Label(photo, "\u4e2d");
        Assert.True(seen.Add(Convert.ToHexString(box.Rgb[photo.Rgb.Length..])));
    }

    [Fact]
    public void Boxes_are_outlined_inside_and_clipped()
    {
        using Picture photo = Picture.FromTensor(new Tensor([3, 5, 6]));
        var red = new Color(255, 0, 0);
        using Picture drawn = Boxes.Draw(photo, [new Box(1, 1, 4, 3), new Box(5, -2, 9, 4)], red);
        string[] expected = [".....#", ".#####", ".#..#.", ".####.", "......"];
        for (int y = 0; y < 5; y++)
        {
            for (int x = 0; x < 6; x++)
                Assert.True((ReadingTests.At(drawn, x, y) == red) == (expected[y][x] == '#'), $"({x}, {y})");
        }
        using Picture thick = Boxes.Draw(photo, [new Box(0, 0, 5, 5)], red, 2);
        Assert.Equal((red, Color.Black), (ReadingTests.At(thick, 1, 3), ReadingTests.At(thick, 2, 2)));
    }

    [Fact]
    public void Crop_and_resize()
    {
        using Picture photo = Picture.FromTensor(new Tensor([1, 1, 4], new[] { 0f, 0.2f, 0.4f, 0.6f }));
        using Picture part = photo.Crop(new Box(1, 0, 2, 1)), wide = part.Resize(3, 1), narrow = photo.Resize(2, 1);
        Assert.Equal<byte>([51, 51, 51, 102, 102, 102], part.Rgb);
        Assert.Equal<byte>([51, 51, 51, 76, 76, 76, 102, 102, 102], wide.Rgb);
        Assert.Equal<byte>([26, 26, 26, 128, 128, 128], narrow.Rgb);
        Assert.Equal(1, narrow.Channels);
    }

    private static Tensor Ramp(int height, int width)
    {
        var tensor = new Tensor([1, height, width]);
        for (int i = 0; i < tensor.Span.Length; i++)
            tensor[i] = i;
        return tensor;
    }
}
