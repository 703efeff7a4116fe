using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Language;
using CaffeSharpGen.SceneRenderer;
using Scenes = CaffeSharpGen.SceneRenderer.Scenes;

namespace CaffeSharpGen.Captioning.Tests;

/// <summary>
/// Explanations that can be measured: on fresh scenes, the shipped captioner must say what is right, and the maximum of the map of a word
/// that names a color or a shape must lie in the box of its object (the pointing game; Zhang et al. 2016).
/// </summary>
public sealed class PointingGameTests(ITestOutputHelper output)
{
    // Training took other scenes.
    private const ulong FirstSeed = 7_000_000_000;

    [Fact]
    public void Captions_and_maps_of_300_fresh_scenes() => Measure(300);

    /// <summary>By hand: <c>dotnet run --project tests/Caption.Tests -- -explicit only -showliveoutput</c>.</summary>
    [Fact(Explicit = true)]
    public void Captions_and_maps_of_2000_fresh_scenes() => Measure(2000);

    [Fact]
    public void The_shipped_example_is_the_scene_that_its_description_says()
    {
        Scene scene = SceneCaptions.Draw(900_004).Scene;
        using Picture example = Picture.Load(Workplace.Example);
        Assert.Equal(scene.Pixels, example.Rgb.ToArray());
        Assert.Equal(
            scene.Objects.Select(each => $"{each.Name}\t{each.Box.Left}\t{each.Box.Top}\t{each.Box.Width}\t{each.Box.Height}"),
            File.ReadAllLines(Path.ChangeExtension(Workplace.Example, ".objects.tsv")));
    }

    private void Measure(int count)
    {
        using var checkpoint = CaptionCheckpoint.Open(Path.Combine(Workplace.Models, "scenes_caption.t7"));
        Captioner captioner = CompiledCaptioners.Catalog.Find(checkpoint);
        using Device device = Device.Cpu(2);
        using Network network = captioner.Picture.Load(checkpoint.ReadPictureNetwork(), device);
        Hook layer = network[captioner.Picture.Entry.GradCamLayer];
        layer.Keep();
        Network step = captioner.LoadStep(checkpoint.ReadStep(), device);
        using CaptionModel model = new(step, checkpoint.ReadWords(), network.Hooks[^1], checkpoint.MostWords);

        int right = 0, rightByBeam = 0, words = 0, hits = 0, wholeHits = 0;
        for (ulong seed = FirstSeed; seed < FirstSeed + (ulong)count; seed++)
        {
            (Scene scene, SceneCaption expected) = SceneCaptions.Draw(seed);
            using Picture picture = Picture.FromRgb(scene.Pixels, Scenes.Size, Scenes.Size);
            captioner.Picture.Fill(network, picture);
            network.Forward();
            right += model.Greedy().Text(checkpoint.Vocabulary) == expected.Text ? 1 : 0;
            rightByBeam += model.Beam(3).Text(checkpoint.Vocabulary) == expected.Text ? 1 : 0;
            Caption caption = Caption.Read(expected.Text, checkpoint.Vocabulary, checkpoint.MostWords);
            Assert.Equal(expected.Words.Select(word => word.Text), caption.Words);
            model.Read(caption);
            wholeHits += scene.Objects.Any(each => Hits(null, each)) ? 1 : 0;
            for (int word = 0; word < expected.Words.Count; word++)
            {
                if (expected.Words[word].Object is not { } named)
                    continue;
                words++;
                hits += Hits(word, scene.Objects[named]) ? 1 : 0;
            }
        }
        output.WriteLine(
            $"{right} of {count} captions are exactly right ({rightByBeam} by beam search of 3); "
            + $"{hits} of {words} maps of words of colour and shape have their maximum in the object's box; "
            + $"{wholeHits} of {count} maps of whole captions in that of one of the objects");
        Assert.True(right >= 0.95 * count, $"{right} of {count} captions are exactly right; expected 95 %");
        Assert.True(rightByBeam >= 0.95 * count, $"{rightByBeam} of {count} captions of beam search are exactly right; expected 95 %");
        Assert.True(hits >= 0.9 * words, $"{hits} of {words} maps have their maximum in the object's box; expected 90 %");
        Assert.True(
            wholeHits >= 0.95 * count,
            $"{wholeHits} of {count} maps of whole captions have their maximum in an object's box; expected 95 %");

        bool Hits(int? word, SceneObject named)
        {
            Explanation cam = Explain.GradCam(network, layer, model.Explain(word));
            (int x, int y) = cam.Peak(Scenes.Size, Scenes.Size);
            return cam.Map.Span.ContainsAnyExcept(0f) && named.Box.Contains(x, y);
        }
    }
}
