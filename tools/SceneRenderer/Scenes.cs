namespace CaffeSharpGen.SceneRenderer;

/// <summary>Pictures of coloured shapes, each wholly determined by a number.</summary>
public static class Scenes
{
    /// <summary>Height and width of every scene, in pixels.</summary>
    public const int Size = 128;

    internal const int Shapes = 6, Colours = 4;

    private const int MostObjects = 3;

    /// <summary>The names of the 24 kinds of object, colour by colour: <c>red circle</c>, <c>red square</c>, …</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        .. from colour in Enumerable.Range(0, Colours)
           from shape in Enumerable.Range(0, Shapes)
           select $"{(SceneColour)colour} {(SceneShape)shape}".ToLowerInvariant(),
    ];

    /// <summary>The index of a kind of object in <see cref="Labels"/>.</summary>
    public static int LabelOf(SceneShape shape, SceneColour colour) => ((int)colour * Shapes) + (int)shape;

    /// <summary>
    /// Draws the scene of a seed. The same seed gives the same bytes everywhere; any seed will do, and neighbours are unrelated.
    /// </summary>
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
            canvas.Place(ShapeOf(label), ColourOf(label), ref random);
            labels.Add(label);
        }
        return canvas.Finish(seed, ref random);
    }

    /// <summary>Draws a scene of given kinds of object, all different, in their order from the bottom to the top.</summary>
    internal static Scene Compose(ulong seed, ReadOnlySpan<int> labels, ref SplitMix64 random)
    {
        var canvas = new SceneCanvas(new Background(ref random));
        foreach (int label in labels)
            canvas.Place(ShapeOf(label), ColourOf(label), ref random);
        return canvas.Finish(seed, ref random);
    }

    /// <summary>The shape of a kind of object: half of the inverse of <see cref="LabelOf"/>; <see cref="ColourOf"/> is the other.</summary>
    internal static SceneShape ShapeOf(int label) => (SceneShape)(label % Shapes);

    /// <inheritdoc cref="ShapeOf"/>
    internal static SceneColour ColourOf(int label) => (SceneColour)(label / Shapes);
}
