using CaffeSharpGen.Imaging;
using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.GradCam.Tests.Methods;

/// <summary>Explanations of all images of a batch from one pass, and explanations that are cancelled.</summary>
public sealed class BatchTests
{
    private const int Count = 5;

    [Fact]
    public void The_maps_of_a_batch_are_those_of_its_images_bit_for_bit()
    {
        using SceneNet net = Run(Count);
        Explanation[] best = net.GradCamBatch(at: net.Relu5, of: net.Score.Best());
        // Targets that differ from image to image, and one for all.
        Assert.Equal(Count, best.Length);
        Explanation[] chosen = net.GradCamBatch(at: net.Relu5, of: net.Score.Each(0, 7, 3, 3, 20)), all = net.GradCamBatch(net.Relu4, net.Score[2]);
        for (int image = 0; image < Count; image++)
        {
            AssertEqual(net.GradCam(net.Relu5, net.Score.Best(), image), best[image]);
            AssertEqual(net.GradCam(net.Relu5, net.Score.Each(0, 7, 3, 3, 20), image), chosen[image]);
            AssertEqual(net.GradCam(net.Relu4, net.Score[2], image), all[image]);
        }
        Assert.Equal(["score[0]", "score[7]", "score[3]", "score[3]", "score[20]"], chosen.Select(explanation => explanation.Target));
        Assert.All(best, explanation => Assert.True(explanation.Map.Span.ContainsAnyExcept(0f)));
        Assert.Equal(Count, best.Select(explanation => explanation.ToJson()).Distinct().Count());
    }

    [Fact]
    public void The_maps_of_a_batch_are_those_of_a_network_for_one_image()
    {
        using SceneNet many = Run(Count), one = Run(1);
        Explanation[] maps = many.GradCamBatch(many.Conv5, many.Score.Best(), asCaffeStoresIt: true);
        AssertEqual(one.GradCam(one.Conv5, one.Score.Best(), asCaffeStoresIt: true), maps[0]);
        AssertEqual(Assert.Single(one.GradCamBatch(one.Conv5, one.Score.Best(), asCaffeStoresIt: true)), maps[0]);
    }

    [Fact]
    public void A_batch_is_explained_at_a_layer_that_counts_its_images()
    {
        using SceneNet net = Run(2);
        Assert.Contains("Grad-CAM needs a layer of N×C×H×W; 'score'", Assert.Throws<ArgumentException>(
            () => net.GradCamBatch(net.Score, net.Prob[1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => net.GradCamBatch(net.Relu5, net.Relu4[1]));
    }

    [Fact]
    public void Explanations_are_cancelled_and_the_network_goes_on()
    {
        using SceneNet net = Run(2);
        float[] before = net.GradCam(net.Relu5, net.Score[1]).Map.Span.ToArray();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        CancellationToken token = cancelled.Token;
        Target<SceneNet> target = net.Score[1];
        foreach (Action explain in new Action[]
        {
            () => net.GradCam(net.Relu5, target, cancellationToken: token), () => net.GradCam(net.Relu5, [target, net.Score[2]], cancellationToken: token),
            () => net.GradCamBatch(net.Relu5, target, cancellationToken: token), () => net.GuidedBackprop(target, cancellationToken: token),
            () => net.Deconvnet(target, cancellationToken: token), () => net.GuidedGradCam(net.Relu5, target, cancellationToken: token),
            () => Explain.GradCam(net, net.Relu5, target, cancellationToken: token), () => Explain.GuidedBackprop(net, target, cancellationToken: token),
        })
        {
            Assert.Throws<OperationCanceledException>(explain);
            Assert.Equal(before, net.GradCam(net.Relu5, target).Map.Span);
        }
    }

    [Fact]
    public void A_pass_that_has_begun_is_cancelled()
    {
        using SceneNet net = Run(2);
        using var source = new CancellationTokenSource();
        using (net.Relu5.OnBackward(_ => source.Cancel()))
            Assert.Throws<OperationCanceledException>(() => net.GuidedBackprop(net.Score[1], cancellationToken: source.Token));
        Assert.True(net.GuidedBackprop(net.Score[1]).Map.Span.ContainsAnyExcept(0f));
    }

    private static void AssertEqual(Explanation expected, Explanation found)
    {
        Assert.Equal(expected.Map.Span, found.Map.Span);
        Assert.Equal(expected.ToString(), found.ToString());
    }

    private static SceneNet Run(int batchSize)
    {
        SceneNet net = SceneNet.Load(SharedFolder.InRepository("models", "scenes.caffemodel"), batchSize: batchSize);
        for (int image = 0; image < batchSize; image++)
        {
            Scene scene = SceneRenderer.Scenes.Render(100 + (ulong)image);
            using Picture picture = Picture.FromRgb(scene.Pixels, SceneRenderer.Scenes.Size, SceneRenderer.Scenes.Size);
            net.Data.SetImage(image, Preprocess.Vgg(picture, SceneNet.Shapes.Data.Width, SceneNet.Shapes.Data.Height).Span);
        }
        net.Forward();
        return net;
    }
}
