namespace CaffeSharpGen.SceneRenderer;

/// <summary>Pictures of coloured shapes, each wholly determined by a number.</summary>
public static class Scenes
{
    /// <summary>Height and width of every scene, in pixels.</summary>
    public const int Size = 128;

    private const int Shapes = 6, Colours = 4, MostObjects = 3;

    /// <summary>The names of the 24 kinds of object, colour by colour: <c>red circle</c>, <c>red square</c>, …</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        .. from colour in Enumerable.Range(0, Colours)
           from shape in Enumerable.Range(0, Shapes)
           select $"{(SceneColour)colour} {(SceneShape)shape}".ToLowerInvariant(),
    ];

    /// <summary>The index of a kind of object in <see cref="Labels"/>.</summary>
    public static int LabelOf(SceneShape shape, SceneColour colour) => ((int)colour * Shapes) + (int)shape;

    /// <summary>Draws the scene of a seed. The same seed gives the same bytes everywhere; any seed will do, and neighbours are unrelated.</summary>
    public static Scene Render(ulong seed)
    {
        // Mixed once more, so that scenes of seeds that differ by the generator's increment do not share their numbers.
        var random = new SplitMix64(new SplitMix64(~seed).Next());
        var canvas = new SceneCanvas(new Background(ref random));
        var labels = new List<int>(MostObjects);
        int count = 1 + random.Below(MostObjects);
        while (labels.Count < count)
        {
            int label = random.Below(Labels.Count);
            if (labels.Contains(label))
                continue;
            canvas.Place((SceneShape)(label % Shapes), (SceneColour)(label / Shapes), ref random);
            labels.Add(label);
        }
        return canvas.Finish(seed, ref random);
    }
}
