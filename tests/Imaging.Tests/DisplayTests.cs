using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Imaging.Tests;

public class DisplayTests
{
    [Fact]
    public void Normalisation_equals_Torch()
    {
        Exactly.Floats(Golden("display_out"), DisplayNormalization.Apply(Exactly.TensorOf(Golden("display_in"))));
        Exactly.Floats(Golden("display_const_out"), DisplayNormalization.Apply(Exactly.TensorOf(Golden("display_const_in"))));
        Exactly.Floats(Golden("display_zero_out"), DisplayNormalization.Apply(new Tensor([1, 3, 3])));
    }

    [Fact]
    public void Heat_map_equals_the_original()
    {
        Exactly.Floats(Golden("heatmap_out"), HeatMap.Colors(Exactly.TensorOf(Golden("heatmap_in"))));
        Exactly.Floats(Golden("heatmap_zero_out"), HeatMap.Colors(new Tensor([1, 2, 2])));
    }

    [Fact]
    public void Saving_clamps_and_truncates_as_the_original()
    {
        using Picture saved = Picture.FromTensor(Exactly.TensorOf(Golden("save_in")));
        Exactly.Png(SharedFolder.Require("golden", "ops", "save_out.png"), saved);
        double[] planes = Golden("save_bytes").Doubles;
        for (int i = 0; i < planes.Length; i++)
            Assert.Equal(planes[i], saved.Rgb[i % 1024 * 3 + i / 1024]);
    }

    [Theory]
    [InlineData("vgg16_tiny", "label14", "14", 224)]
    [InlineData("vgg16_tiny", "label243", "243", 224)]
    [InlineData("vgg16_tiny", "label283", "283", 224)]
    [InlineData("vgg16_tiny", "labelPred", "6", 224)]
    [InlineData("alexnet_tiny_v1trainval", "label243", "243", 227)]
    [InlineData("alexnet_tiny_v1trainval", "label283", "283", 227)]
    [InlineData("alexnet_tiny_v1trainval", "labelPred", "890", 227)]
    public void Pictures_of_the_classification_script(string network, string folder, string label, int size)
    {
        string In(string file) => SharedFolder.Require("golden", "classification", network, folder, file);
        Tensor map = Exactly.TensorOf(Npy.Load(In("gcam.npy")));
        Exactly.Floats(Npy.Load(In("gcam.npy")), ImageScale.Scale(Exactly.TensorOf(Npy.Load(In("gcam_raw.npy"))), size, size));
        Exactly.Png(In($"classify_gcam_hm_{label}.png"), HeatMap.Render(map));
        Exactly.Png(In($"classify_gcam_{label}.png"), DisplayNormalization.Render(map));
        Exactly.Png(In($"classify_gb_{label}.png"), DisplayNormalization.Render(Exactly.TensorOf(Npy.Load(In("gb_viz.npy")))));
        Exactly.Png(In($"classify_gb_gcam_{label}.png"), DisplayNormalization.Render(Exactly.TensorOf(Npy.Load(In("gb_gcam.npy")))));
    }

    [Theory]
    [InlineData("q1_animal", "yes")]
    [InlineData("q2_hydrant", "blue")]
    [InlineData("q3_animal_dog", "dog")]
    public void Pictures_of_the_question_answering_script_are_made_in_float64(string folder, string answer)
    {
        string In(string file) => SharedFolder.Require("golden", "vqa", folder, file);
        double[] map = Npy.Load(In("gcam.npy")).Doubles, colors = new double[3 * map.Length];
        HeatMap.Colors<double>(map, colors);
        Exactly.Png(In($"vqa_gcam_hm_{answer}.png"), Picture.FromPlanes<double>(colors, 3, 224, 224));
        Exactly.Png(In($"vqa_gcam_{answer}.png"), Normalised(map, 1));
        Exactly.Png(In($"vqa_gb_gcam_{answer}.png"), Normalised(Npy.Load(In("gb_gcam.npy")).Doubles, 3));
        Exactly.Png(In($"vqa_gb_{answer}.png"), Normalised(Npy.Load(In("gb_viz.npy")).Doubles, 3));
    }

    [Fact]
    public void Colors_run_from_blue_to_red()
    {
        Tensor colors = HeatMap.Colors(new Tensor([1, 5], new float[] { 0, 1, 2, 3, 4 }));
        Assert.Equal([0f, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0], colors.Span);
    }

    [Fact]
    public void A_map_without_finite_values_is_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => HeatMap.Render(new Tensor([1, 1, 3], new[] { 0, float.NaN, 1 }))).Message;
        Assert.Contains("NaN (value 1 of 3)", message);
        Assert.Contains("2×4×4", Assert.Throws<ArgumentException>(() => HeatMap.Render(new Tensor([2, 4, 4]))).Message);
        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => DisplayNormalization.Render(new Tensor([2, 4, 4]))).Message);
    }

    private static Npy Golden(string name) => Npy.Load(SharedFolder.Require("golden", "ops", $"{name}.npy"));

    private static Picture Normalised(double[] values, int channels)
    {
        DisplayNormalization.Apply(values.AsSpan());
        return Picture.FromPlanes<double>(values, channels, 224, 224);
    }
}
