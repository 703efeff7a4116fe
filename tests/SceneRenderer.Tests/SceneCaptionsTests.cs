using System.Security.Cryptography;
using System.Text;
using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.Tests;

public sealed class SceneCaptionsTests
{
    private static readonly (Scene Scene, SceneCaption Caption)[] Many = [.. Enumerable.Range(0, 600).Select(i => SceneCaptions.Draw((ulong)i))];

    /// <summary>The shipped model was measured on exactly these.</summary>
    [Fact]
    public void TheCaptionsOfSeedsNeverChange()
    {
        var all = new StringBuilder();
        foreach ((Scene scene, SceneCaption caption) in Many.Take(50))
            all.Append($"{Convert.ToHexStringLower(SHA256.HashData(scene.Pixels))} {caption.Text}\n");
        Assert.Equal("c3bd7a8845b0c5526252f1fb903e6044b2d926d8b3b327d498e7d2f6949cf962", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString()))));
    }

    [Fact]
    public void CaptionsSayWhatThereIsAndHowItLies()
    {
        foreach ((Scene scene, SceneCaption caption) in Many)
        {
            bool vertical = caption.Text.Contains(" above ");
            string[] nouns = [.. caption.Text.Split(vertical ? " above " : " left of ").Select(part => part[2..])];
            SceneObject first = scene.Objects.Single(o => o.Name == nouns[0]), second = scene.Objects.Single(o => o.Name == nouns[1]);
            double right = second.Box.Left + (second.Box.Width / 2.0) - first.Box.Left - (first.Box.Width / 2.0);
            double below = second.Box.Top + (second.Box.Height / 2.0) - first.Box.Top - (first.Box.Height / 2.0);
            (double along, double across) = vertical ? (below, right) : (right, below);
            Assert.True(along >= SceneCaptions.ClearDistance && along - Math.Abs(across) >= SceneCaptions.ClearDifference, $"seed {scene.Seed}: {caption.Text}");
            Assert.Equal(2, scene.Objects.Count);
        }
    }

    [Fact]
    public void WordsPointAtTheObjectsThatTheyName()
    {
        foreach ((Scene scene, SceneCaption caption) in Many)
        {
            foreach (SceneWord word in caption.Words)
                Assert.True(word.Object is { } which ? scene.Objects[which].Name.Split(' ').Contains(word.Text) : word.Text is "a" or "above" or "left" or "of", word.Text);
            Assert.Equal(4, caption.Words.Count(word => word.Object is not null));
            Assert.Equal(2, caption.Words.Select(word => word.Object).OfType<int>().Distinct().Count());
        }
    }

    [Fact]
    public void BothRelationsAreEquallyFrequent() => Assert.InRange(Many.Count(drawn => drawn.Caption.Text.Contains(" above ")), 239, 361);

    [Fact]
    public void AScenesCaptionIsFoundWithoutItsSeed()
    {
        Assert.All(Many.Take(50), drawn => Assert.Equal(drawn.Caption.Text, SceneCaptions.Of(drawn.Scene)!.Text));
        Assert.All(Enumerable.Range(0, 50).Select(i => Scenes.Render((ulong)i)).Where(scene => scene.Objects.Count != 2), scene => Assert.Null(SceneCaptions.Of(scene)));
    }
}
