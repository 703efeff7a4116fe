using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>Wrong files and values: exit code 1, a line that says what and what was expected, and nothing written.</summary>
public sealed class WrongInputTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("-label", "25", "label 25", "1 … 24")]
    [InlineData("-label", "0", "label 0", "1 … 24")]
    [InlineData("-label", "-2", "label -2", "-1 for the predicted class")]
    [InlineData("-label", "unicorn", "no class 'unicorn'", "Scenes")]
    [InlineData("-label", "read rong", "no class 'read rong'", "nearest of 24: red ring (5), ")]
    [InlineData("-label", "ring", "no class 'ring'", "red ring (5), green ring (11), blue ring (17), yellow ring (23)")]
    [InlineData("-layer_name", "relu55", "no layer 'relu55'", "nearest names: relu5")]
    [InlineData("-layer_name", "prob", "layer 'prob' is 1×24", "such as 'conv6'")]
    [InlineData("-layer_name", "0", "no layer number 0", "1 … 16")]
    [InlineData("-layer_name", "17", "no layer number 17", "1 … 16")]
    [InlineData("-input_sz", "224", "128×128", "found 224")]
    [InlineData("--network", "vgg17", "no network 'vgg17'", "vgg16, vgg19")]
    [InlineData("--network", "vgg16", "no picture", "--image")]
    [InlineData("--weights", "none.caffemodel", "none.caffemodel: there is no such file", "expected a caffemodel")]
    [InlineData("--weights", ".", ".: this is a folder", "expected a caffemodel")]
    [InlineData("--image", "none.jpg", "none.jpg: found no such file", "JPEG, PNG")]
    [InlineData("--image", "https://example.com/a.jpg", "found an address", "expected a picture file")]
    [InlineData("--image", ".", ".: found a folder", "JPEG, PNG")]
    [InlineData("-output_image_name", "../x", "'../x'", "without / and \\")]
    [InlineData("-output_image_name", "a\\b", "'a\\b'", "without / and \\")]
    public void Values(string option, string value, params string[] expected)
    {
        place.Run(option, value).FailedWith(1, expected);
        Assert.Empty(place.Files);
    }

    [Fact]
    public void Missing_weights_name_the_published_file_and_its_address()
    {
        place.Copy(Workplace.Example, "p.png");
        place.Run("--network", "vgg16", "--image", "p.png").FailedWith(
            1, "VGG_ILSVRC_16_layers.caffemodel", "./models",
            "http://www.robots.ox.ac.uk/~vgg/software/very_deep/caffe/VGG_ILSVRC_16_layers.caffemodel");
        // Of ResNet only a page is known.
        place.Run("--network", "resnet50", "--image", "p.png").FailedWith(
            1, "ResNet-50-model.caffemodel", "https://github.com/KaimingHe/deep-residual-networks");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void Weights_that_are_cut_short(int length)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Workplace.Models, "scenes.caffemodel"));
        Assert.True(length < whole.Length);
        File.WriteAllBytes(place.At("cut.caffemodel"), whole[..length]);
        place.Run("--weights", "cut.caffemodel").FailedWith(1, "cut.caffemodel: ");
        Assert.Equal(["cut.caffemodel"], place.Files);
    }

    [Fact]
    public void Weights_that_are_a_picture()
    {
        place.Copy(Workplace.Example, "p.caffemodel");
        place.Run("-model_file", "p.caffemodel").FailedWith(1, "p.caffemodel: ");
    }

    // Of not-a-number nothing is left in Scenes' scores: as in Caffe, the maximum passes it over.
    [Fact]
    public void Weights_that_are_infinite()
    {
        using (var scenes = CaffeModel.Open(Path.Combine(Workplace.Models, "scenes.caffemodel")))
        {
            LayerTensors[] layers = [.. scenes.Layers.Where(layer => layer.Blobs.Count > 0)
                .Select(
                    layer => new LayerTensors(
                        layer.Name, layer.Type, [.. layer.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))]))];
            layers[^1].Blobs[1].Span[3] = float.PositiveInfinity;
            CaffeModelWriter.Write(place.At("infinite.caffemodel"), "Scenes", layers);
        }
        place.Run("--weights", "infinite.caffemodel").FailedWith(1, "infinite.caffemodel: the scores of ", "expected finite numbers");
        Assert.Equal(["infinite.caffemodel"], place.Files);
    }

    [Theory]
    [InlineData("empty.png", "")]
    [InlineData("text.jpg", "This is no picture, whatever its name says.")]
    public void Pictures_that_are_none(string name, string text)
    {
        place.Write(name, text);
        place.Run("-input_image_path", name).FailedWith(1, $"{name}: found", "expected a JPEG, PNG");
        Assert.Equal([name], place.Files);
    }

    [Fact]
    public void A_picture_that_is_cut_short()
    {
        byte[] whole = File.ReadAllBytes(Workplace.Example);
        File.WriteAllBytes(place.At("half.png"), whole[..(whole.Length / 2)]);
        place.Run("--image", "half.png").FailedWith(1, "half.png: ");
        Assert.Equal(["half.png"], place.Files);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void A_file_where_the_folder_should_be(string folder)
    {
        place.Write("file", "mine");
        place.Run("-label", "5", "-out_path", folder).FailedWith(1, $"{folder}: expected a folder");
        Assert.Equal(["file"], place.Files);
        Assert.Equal("mine", File.ReadAllText(place.At("file")));
    }

    [Fact]
    public void A_folder_where_the_last_picture_should_be_keeps_the_others_from_being_written()
    {
        Directory.CreateDirectory(place.At("output/classify_gb_gcam_9.png"));
        place.Write("output/classify_gcam_hm_5.png", "old");
        place.Run("-label", "5", "-label", "9").FailedWith(1, "classify_gb_gcam_9.png is a folder");
        Assert.Equal(["output/classify_gcam_hm_5.png"], place.Files);
        Assert.Equal("old", File.ReadAllText(place.At("output/classify_gcam_hm_5.png")));
    }

    [Fact]
    public void Names_are_measured_in_bytes()
    {
        place.Run("-label", "5", "-output_image_name", new string('中', 67)).FailedWith(1, "at most 200 bytes");
        place.Run("-label", "5", "-label", "16", "-output_image_name", new string('中', 66), "--strip").Succeeded();
        Assert.Equal(10, place.Files.Length);
    }

    [Theory]
    [InlineData("red circle\nred square\n", "names 2 classes")]
    [InlineData("", "names 0 classes")]
    public void Class_names_of_another_number(string names, string expected)
    {
        place.Write("models/scenes.labels.txt", names);
        place.Run("-label", "1").FailedWith(1, expected, "expected 24");
    }
}
