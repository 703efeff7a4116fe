using System.Security.Cryptography;
using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.Tests;

public sealed class ScenesTests
{
    private static readonly Scene[] Many = [.. Enumerable.Range(1000, 600).Select(i => Scenes.Render((ulong)i))];

    /// <summary>The shipped model was trained and measured on exactly these bytes; a change of the renderer must be seen here.</summary>
    [Theory]
    [InlineData(0UL, "993e4b2bf0160253d6ec9987542ed343ea930d2b29b7a7a2724eb92928195ed1")]
    [InlineData(1UL, "33c8ac164498a8bbdaa8a98acdaf2339d7568d675fa3065c67e50549d30a0dee")]
    [InlineData(42UL, "c1aa54d6c2d4604c807a927fb8a0b3a55aa99a4783bf564dadb05341718bebe7")]
    [InlineData(2_000_000_000UL, "655ebe55987b898669b931b3b645de77dbb0a0d26d35e0f9c9f127d708390cd2")]
    [InlineData(ulong.MaxValue, "51bedc22c3a52ef9011905a3da186cfbf9016a82614c37c77b50ee4625b07a94")]
    public void TheBytesOfASeedNeverChange(ulong seed, string sha256) =>
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(Scenes.Render(seed).Pixels)));

    [Fact]
    public void RenderingIsTheSameOnManyThreads()
    {
        Scene[] alone = [.. Enumerable.Range(0, 16).Select(i => Scenes.Render((ulong)i))];
        var together = new Scene[alone.Length];
        Parallel.For(0, together.Length, i => together[i] = Scenes.Render((ulong)i));
        for (int i = 0; i < alone.Length; i++)
        {
            Assert.Equal(alone[i].Pixels, together[i].Pixels);
            Assert.Equal(alone[i].Owners, together[i].Owners);
            Assert.Equal(alone[i].Objects, together[i].Objects);
        }
    }

    [Fact]
    public void BoxesAreTheExtentOfVisiblePixels()
    {
        foreach (Scene scene in Many)
        {
            for (int i = 0; i < scene.Objects.Count; i++)
            {
                (int X, int Y)[] visible = [.. Pixels(scene.Owners, i + 1)];
                var extent = new SceneBox(
                    visible.Min(p => p.X), visible.Min(p => p.Y),
                    visible.Max(p => p.X) - visible.Min(p => p.X) + 1, visible.Max(p => p.Y) - visible.Min(p => p.Y) + 1);
                Assert.Equal(extent, scene.Objects[i].Box);
                Assert.True(visible.All(p => scene.Objects[i].Box.Contains(p.X, p.Y)));
            }
            Assert.Equal(scene.Objects.Count, scene.Owners.Max());
        }
    }

    /// <summary>Independent of how owners are found: in an object's pixels its own colour leads, on average.</summary>
    [Fact]
    public void OwnedPixelsHaveTheColourOfTheObject()
    {
        foreach (Scene scene in Many)
        {
            for (int i = 0; i < scene.Objects.Count; i++)
            {
                double[] mean = new double[3];
                int count = 0;
                for (int at = 0; at < scene.Owners.Length; at++)
                {
                    if (scene.Owners[at] != i + 1)
                        continue;
                    count++;
                    for (int c = 0; c < 3; c++)
                        mean[c] += scene.Pixels[(at * 3) + c];
                }
                (double r, double g, double b) = (mean[0] / count, mean[1] / count, mean[2] / count);
                SceneColour seen = b > Math.Max(r, g) ? SceneColour.Blue
                    : g < 0.5 * r ? SceneColour.Red
                    : r < 0.75 * g ? SceneColour.Green : SceneColour.Yellow;
                Assert.True(scene.Objects[i].Colour == seen, $"seed {scene.Seed}: {scene.Objects[i]} has mean ({r:f0}, {g:f0}, {b:f0})");
            }
        }
    }

    [Fact]
    public void ObjectsOfASceneDiffer()
    {
        foreach (Scene scene in Many)
        {
            Assert.InRange(scene.Objects.Count, 1, 3);
            Assert.Equal(scene.Objects.Count, scene.Objects.Select(o => o.Label).Distinct().Count());
        }
    }

    [Fact]
    public void ObjectsAreOfTheStatedSizes()
    {
        foreach (SceneObject o in Many.SelectMany(s => s.Objects))
        {
            // At most the reach of the largest; at least what is left of the smallest, of which up to a quarter may be hidden.
            Assert.InRange(Math.Max(o.Box.Width, o.Box.Height), 14, 57);
            Assert.InRange(o.Box.Left, 0, Scenes.Size - o.Box.Width);
            Assert.InRange(o.Box.Top, 0, Scenes.Size - o.Box.Height);
        }
    }

    [Fact]
    public void KindsAndCountsAreEvenlyDistributed()
    {
        int[] kinds = new int[Scenes.Labels.Count], counts = new int[4];
        foreach (Scene scene in Many)
        {
            counts[scene.Objects.Count]++;
            foreach (SceneObject o in scene.Objects)
                kinds[o.Label]++;
        }
        // About 50 of each kind and 200 of each count; five standard deviations either way.
        Assert.All(kinds, n => Assert.InRange(n, 15, 85));
        Assert.All(counts[1..], n => Assert.InRange(n, 142, 258));
    }

    [Fact]
    public void SomeObjectsAreHiddenInPart()
    {
        int touching = Many.Count(s => s.Objects.Any(a => s.Objects.Any(b => a != b && Overlap(a.Box, b.Box))));
        Assert.InRange(touching, 60, 400);
    }

    [Fact]
    public void LabelsNameColourAndShape()
    {
        Assert.Equal(24, Scenes.Labels.Distinct().Count());
        Assert.Equal("red circle", Scenes.Labels[0]);
        Assert.Equal("yellow cross", Scenes.Labels[^1]);
        Assert.Equal("blue star", Scenes.Labels[Scenes.LabelOf(SceneShape.Star, SceneColour.Blue)]);
        Assert.All(Scenes.Render(3).Objects, o => Assert.Equal($"{o.Colour} {o.Shape}".ToLowerInvariant(), o.Name));
    }

    private static IEnumerable<(int X, int Y)> Pixels(byte[] owners, int owner)
    {
        for (int at = 0; at < owners.Length; at++)
        {
            if (owners[at] == owner)
                yield return (at % Scenes.Size, at / Scenes.Size);
        }
    }

    private static bool Overlap(SceneBox a, SceneBox b) =>
        a.Left < b.Left + b.Width && b.Left < a.Left + a.Width && a.Top < b.Top + b.Height && b.Top < a.Top + a.Height;
}
