using CaffeSharpGen.Imaging;
using CaffeSharpGen.SceneRenderer;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.GradCam.Tests;

/// <summary>
/// Explanations that can be measured: on fresh scenes, whose objects' places are known, the shipped network must be right and the maximum
/// of Grad-CAM must lie in the box of the object that it explains (the pointing game; Zhang et al. 2016).
/// </summary>
public sealed class PointingGameTests(ITestOutputHelper output)
{
    private const int Count = 500;

    // Training took scenes from 1000000000 on, its own measurement those from 3000000000 on.
    private const ulong FirstSeed = 7_000_000_000;

    [Fact]
    public void Maps_point_at_objects_of_500_fresh_scenes()
    {
        using SceneNet net = SceneNet.Load(SharedFolder.InRepository("models", "scenes.caffemodel"));
        int allRight = 0, objects = 0, hits = 0;
        for (ulong seed = FirstSeed; seed < FirstSeed + Count; seed++)
        {
            Scene scene = SceneRenderer.Scenes.Render(seed);
            using Picture picture = Picture.FromRgb(scene.Pixels, SceneRenderer.Scenes.Size, SceneRenderer.Scenes.Size);
            net.Data.Set(Preprocess.Vgg(picture, SceneNet.Shapes.Data.Width, SceneNet.Shapes.Data.Height));
            net.Forward();
            int[] found = [.. Enumerable.Range(0, SceneRenderer.Scenes.Labels.Count).Where(label => net.Prob.Activation[label] >= 0.5f)];
            allRight += found.SequenceEqual(scene.Objects.Select(each => each.Label).Order()) ? 1 : 0;
            foreach (SceneObject each in scene.Objects)
            {
                (int x, int y) = net.GradCam(at: net.Relu5, of: net.Score[each.Label]).Peak(picture.Width, picture.Height);
                objects++;
                hits += each.Box.Contains(x, y) ? 1 : 0;
            }
        }
        output.WriteLine(
            $"{allRight} of {Count} scenes have all labels right; {hits} of {objects} maps have their maximum in the object's box");
        Assert.True(allRight >= 0.97 * Count, $"{allRight} of {Count} scenes have all labels right; expected 97 %");
        Assert.True(hits >= 0.95 * objects, $"{hits} of {objects} maps have their maximum in the object's box; expected 95 %");
    }

    [Fact]
    public void The_shipped_example_is_the_scene_that_its_description_says()
    {
        Scene scene = SceneRenderer.Scenes.Render(413);
        using Picture example = Picture.Load(SharedFolder.InRepository("models", "scenes.example.png"));
        Assert.Equal(scene.Pixels, example.Rgb.ToArray());
        string[] expected =
        [
            .. scene.Objects.Select(each => $"{each.Name}\t{each.Box.Left}\t{each.Box.Top}\t{each.Box.Width}\t{each.Box.Height}"),
        ];
        Assert.Equal(expected, File.ReadAllLines(SharedFolder.InRepository("models", "scenes.example.objects.tsv")));
        Assert.Equal(SceneRenderer.Scenes.Labels, File.ReadAllLines(SharedFolder.InRepository("models", "scenes.labels.txt")));
    }
}
