using CaffeSharpGen.NetworkTimes;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Models.Tests.Zoo;

/// <summary>Generic code runs any class.</summary>
public sealed class ClassificationTests
{
    [Fact]
    public void A_network_with_random_weights_classifies_and_explains() => Explains<SqueezeNet11>();

    [Fact]
    public void Pictures_are_set_as_the_samples_set_them()
    {
        using Picture picture = Gradient(300, 200);
        using SqueezeNet11 network = SqueezeNet11.Load(RandomWeights.For(ZooModel.Prototxt("squeezenet_v1.1")), batchSize: 2);
        network.SetPicture(picture, image: 1);
        network.Forward();
        var asSamples = new InputTransform { Channels = ChannelOrder.Bgr, Mean = [104, 117, 123], Scale = 1 };
        Assert.Equal(asSamples.Apply(picture, 227, 227).Span, network.Data.Activation.Image(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.SetPicture(picture, image: 2));
    }

    [Fact]
    public void Scenes_sees_what_its_example_shows()
    {
        using Scenes network = Scenes.Load(SharedFolder.InRepository("models", Scenes.Weights.File));
        using Picture picture = Picture.Load(SharedFolder.InRepository("models", "scenes.example.png"));
        string[] objects = [.. File.ReadAllLines(SharedFolder.InRepository("models", "scenes.example.objects.tsv")).Select(line => line.Split('\t')[0])];
        Assert.NotEmpty(objects);
        Assert.Equal(objects.Order(), network.Classify(picture, objects.Length).Select(prediction => prediction.Label).Order());
    }

    [Fact]
    public void A_network_of_ImageNet_knows_the_cat_and_the_dog()
    {
        string weights = SharedFolder.Require("golden", "squeezenet", "official", "squeezenet_v1.0.caffemodel");
        using Picture picture = Picture.Load(SharedFolder.Require("images", "cat_dog.jpg"));
        using SqueezeNet10 network = SqueezeNet10.Load(weights);
        string[] labels = [.. network.Classify(picture).Select(prediction => prediction.Label)];
        Assert.Contains("bull mastiff", labels);
        Assert.Contains("tiger cat", labels);
        // The cat sits on the right, below: the head is drawn by eye.
        (int x, int y) = network.ExplainClass(282).Peak(picture.Width, picture.Height);
        Assert.True(new Box(402, 254, 98, 98).Contains(x, y), $"({x}, {y})");
    }

    private static void Explains<T>() where T : CompiledNetwork<T>, IImageClassifier<T>
    {
        using Picture picture = Gradient(320, 240);
        using WeightSource weights = RandomWeights.For(ZooModel.Prototxt(T.Name));
        using T network = T.Load(weights, leaveOpen: true);

        IReadOnlyList<Prediction> predictions = network.Classify(picture, 3);
        Assert.Equal(3, predictions.Count);
        Assert.Equal(predictions.OrderByDescending(prediction => prediction.Probability), predictions);
        Assert.All(predictions, prediction => Assert.Equal(T.Labels[prediction.Index], prediction.Label));
        Assert.Equal(network.Probabilities.Activation[predictions[0].Index], predictions[0].Probability);

        Explanation best = network.ExplainBest();
        Assert.Equal(network.GradCamLayer.Name, best.Layer);
        Assert.Equal($"{network.Logits.Name}[{predictions[0].Index}]", best.Target);
        Assert.Equal(network.GradCam(network.GradCamLayer, network.Logits[predictions[0].Index]).Map.Span, best.Map.Span);
        Assert.Throws<ArgumentException>(() => network.ExplainClass(1000));
    }

    private static Picture Gradient(int width, int height)
    {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)((i * 7) ^ (i / width));
        return Picture.FromRgb(rgb, width, height);
    }
}
