using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

public class ScaleTests
{
    [Theory]
    [InlineData("scale_down_2d_7x10_to_w3h3", 3, 3)]
    [InlineData("scale_down_3x48x64_to_w23h22", 23, 22)]
    [InlineData("scale_down_to1_1x4x4", 1, 1)]
    [InlineData("scale_mixed_3x5x9_to_w4h12", 4, 12)]
    [InlineData("scale_mixed_3x9x5_to_w11h4", 11, 4)]
    [InlineData("scale_one_1x1x1_to_5x5", 5, 5)]
    [InlineData("scale_same_1x6x6", 6, 6)]
    [InlineData("scale_up_1x13x13_to_227x227", 227, 227)]
    [InlineData("scale_up_1x14x14_to_224x224", 224, 224)]
    [InlineData("scale_up_1x2x2_to_7x7", 7, 7)]
    public void Equals_Torch_in_float32(string name, int width, int height)
    {
        Tensor source = Exactly.TensorOf(Npy.Load(SharedFolder.Require("golden", "ops", $"{name}_in.npy")));
        Tensor scaled = ImageScale.Scale(source, width, height);
        Assert.Equal(source.Shape.Rank, scaled.Shape.Rank);
        Exactly.Floats(Npy.Load(SharedFolder.Require("golden", "ops", $"{name}_out.npy")), scaled);
    }

    [Theory]
    [InlineData(100, 90)]
    [InlineData(23, 22)]
    public void Equals_Torch_in_float64(int width, int height)
    {
        double[] source = Npy.Load(SharedFolder.Require("golden", "ops", "scale_double_3x48x64_in.npy")).Doubles;
        double[] scaled = new double[3 * width * height];
        ImageScale.Scale<double>(source, 3, 64, 48, scaled, width, height);
        Exactly.Doubles(Npy.Load(SharedFolder.Require("golden", "ops", $"scale_double_3x48x64_to_w{width}h{height}_out.npy")), scaled);
    }

    [Theory]
    [InlineData(5, 4, 17, 9)]
    [InlineData(64, 48, 10, 7)]
    [InlineData(30, 3, 7, 20)]
    [InlineData(1, 9, 6, 1)]
    public void A_constant_image_stays_constant(int width, int height, int newWidth, int newHeight)
    {
        var source = new Tensor([1, height, width]);
        source.Span.Fill(0.75f);
        Tensor scaled = ImageScale.Scale(source, newWidth, newHeight);
        Assert.Equal(Shape.Of(1, newHeight, newWidth), scaled.Shape);
        Assert.All(scaled.Span.ToArray(), value => Assert.Equal(0.75f, value, 1e-6f));
    }

    [Fact]
    public void Equal_size_is_a_copy()
    {
        Tensor source = Ramp(2, 5, 7);
        Tensor scaled = ImageScale.Scale(source, 7, 5);
        Assert.Equal(source.Span, scaled.Span);
        scaled.Span.Clear();
        Assert.Equal(34f, source[34]);
    }

    [Fact]
    public void Growing_aligns_the_corners_and_shrinking_averages()
    {
        // By hand: 0 1 2 3 over 7 samples has step ½; 0 1 2 3 over 2 samples has means ½ and 2½.
        Assert.Equal([0f, 0.5f, 1f, 1.5f, 2f, 2.5f, 3f], ImageScale.Scale(Ramp(1, 1, 4), 7, 1).Span);
        Assert.Equal([0.5f, 2.5f], ImageScale.Scale(Ramp(1, 4, 1), 1, 2).Span);
        // 0 1 2 over 2 samples: each takes one whole cell and half of the middle one.
        Assert.Equal([0.5f / 1.5f, 2.5f / 1.5f], ImageScale.Scale(Ramp(1, 1, 3), 2, 1).Span);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Contains("length 0", Assert.Throws<ArgumentException>(() => ImageScale.Scale(Ramp(1, 2, 2), 0, 2)).Message);
        Assert.Contains("2×3×2×2", Assert.Throws<ArgumentException>(() => ImageScale.Scale(new Tensor([2, 3, 2, 2]), 4, 4)).Message);
        Assert.Contains(
            "3×2×2", Assert.Throws<ArgumentException>(() => ImageScale.Scale(new float[11], 3, 2, 2, new float[3], 1, 1)).Message);
    }

    private static Tensor Ramp(int channels, int height, int width)
    {
        var tensor = new Tensor([channels, height, width]);
        for (int i = 0; i < tensor.Span.Length; i++)
            tensor[i] = i;
        return tensor;
    }
}
