using CaffeSharpGen.Imaging;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.GradCam.Tests.Methods;

/// <summary>A probability of a sigmoid is explained by the score that it is made of, which has a gradient also where the network is sure.</summary>
public sealed class SigmoidTests
{
    [Fact]
    public void A_class_behind_a_sigmoid_is_explained_by_its_score()
    {
        using SceneNet net = SceneNet.Load(SharedFolder.InRepository("models", "scenes.caffemodel"));
        using Picture picture = Picture.Load(SharedFolder.InRepository("models", "scenes.example.png"));
        net.Data.Set(Preprocess.Vgg(picture, SceneNet.Shapes.Data.Width, SceneNet.Shapes.Data.Height));
        net.Forward();
        int best = net.Prob.Top(1)[0].Index;
        Explanation ofProbability = net.GradCam(at: net.Relu5, of: net.Prob.Best()), ofScore = net.GradCam(at: net.Relu5, of: net.Score[best]);
        Assert.True(ofScore.Range.Span > 0);
        Assert.Equal($"score[{best}]", ofProbability.Target);
        Assert.Equal(ofScore.Map.Span, ofProbability.Map.Span);
        Assert.Equal(net.GuidedBackprop(of: net.Score[best]).Map.Span, net.GuidedBackprop(of: net.Prob[best]).Map.Span);
        Assert.Equal(ofScore.Map.Span, net.GradCamBatch(net.Relu5, net.Prob.Best())[0].Map.Span);
    }
}
