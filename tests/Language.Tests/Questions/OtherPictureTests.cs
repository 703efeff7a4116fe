using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Language.Tests;

/// <summary>Answers are about the picture that was seen when the question was asked; of another one nothing is explained.</summary>
public sealed class OtherPictureTests : IDisposable
{
    private static readonly Question question = new("a b", ["a", "b"], [1, 2]);

    private readonly Device device = Device.Cpu(2);
    private readonly MemoryWeights weights = new(
    [
        new("feature", "InnerProduct", [Tensor([3, 4], 1), Tensor([3], 2)]),
        new("words", "InnerProduct", [Tensor([2, 5], 3), Tensor([2], 4)]),
        new("scores", "InnerProduct", [Tensor([4, 5], 5), Tensor([4], 6)]),
    ]);

    private readonly SmallPicture picture;
    private readonly QuestionAnswering model;

    public OtherPictureTests()
    {
        picture = SmallPicture.Load(Weights("feature"), device);
        weights.TryFind("words", out LayerWeights? words);
        model = new QuestionAnswering(
            new UnrolledNetwork(SmallWords.Load(new MemoryWeights([]), device)), new WordVectors(words!),
            SmallFusion.Load(Weights("scores"), device), picture.Feature);
    }

    public void Dispose()
    {
        model.Dispose();
        picture.Dispose();
        weights.Dispose();
        device.Dispose();
    }

    [Fact]
    public void Before_a_question_nothing_is_explained()
    {
        See([1, 2, 3, 4]);
        Assert.Contains(
            "call Ask first", Assert.Throws<InvalidOperationException>(() => model.Explain(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_another_picture_the_question_has_to_be_asked_again()
    {
        See([1, 2, 3, 4]);
        model.Ask(question);
        float[] first = GradientOf(model.Explain(1));
        See([4, 3, -2, 1]);
        Assert.Contains(
            "call Ask again", Assert.Throws<InvalidOperationException>(() => model.Explain(1)).Message, StringComparison.Ordinal);
        model.Ask(question);
        Assert.NotEqual(first, GradientOf(model.Explain(1)));
        See([1, 2, 3, 4]);
        Assert.Throws<InvalidOperationException>(() => model.Explain(1));
        model.Ask(question);
        See([1, 2, 3, 4]); // The same picture is no other one.
        Assert.Equal(first, GradientOf(model.Explain(1)));
    }

    private void See(float[] pixels)
    {
        picture.Data.Set(pixels);
        picture.Forward();
    }

    private float[] GradientOf(Target target)
    {
        picture.Network.Backward(target, picture.Data);
        return picture.Data.Gradient.Span.ToArray();
    }

    private MemoryWeights Weights(string layer)
    {
        weights.TryFind(layer, out LayerWeights? found);
        return new MemoryWeights(
            [new(layer, "InnerProduct", [.. found!.Blobs.Select(blob => new Tensor(blob.Shape, blob.Span.ToArray()))])]);
    }

    private static Tensor Tensor(Shape shape, int seed)
    {
        var random = new Random(seed);
        return new Tensor(shape, Enumerable.Range(0, shape.Count).Select(_ => random.NextSingle() * 2 - 1).ToArray());
    }
}
