namespace CaffeSharpGen.SceneRenderer;

/// <summary>
/// Captions of scenes of two objects: <c>a red circle above a blue star</c>, <c>a red circle left of a blue star</c>. The word is
/// <c>above</c> if the middles of the boxes are farther apart in height than in width, and then the upper object is named first; otherwise
/// it is <c>left of</c>, and the left one comes first.
/// </summary>
public static class SceneCaptions
{
    /// <summary>The larger of the two distances is at least so many pixels, and larger by at least <see cref="ClearDifference"/>.</summary>
    public const double ClearDistance = 16;

    /// <inheritdoc cref="ClearDistance"/>
    public const double ClearDifference = 12;

    /// <summary>Draws a scene that has a right caption, both wholly determined by the seed.</summary>
    public static (Scene Scene, SceneCaption Caption) Draw(ulong seed)
    {
        // Apart from the scenes that Render and the questions draw.
        var random = new SplitMix64(new SplitMix64(seed ^ 0x43415054494F4E53).Next());
        while (true)
        {
            int one = random.Below(Scenes.Labels.Count), other = random.Below(Scenes.Labels.Count);
            if (one == other)
                continue;
            var scene = Scenes.Compose(seed, [one, other], ref random);
            if (Of(scene) is { } caption)
                return (scene, caption);
        }
    }

    /// <summary>The right caption of a scene; null if it has not two objects, or they lie so that two captions would do.</summary>
    public static SceneCaption? Of(Scene scene)
    {
        if (scene.Objects is not [{ Box: var one }, { Box: var other }])
            return null;
        double left = SceneRelations.Distance(one, SceneRelation.LeftOf, other);
        double above = SceneRelations.Distance(one, SceneRelation.Above, other);
        bool vertical = Math.Abs(above) > Math.Abs(left);
        double larger = vertical ? above : left, smaller = vertical ? left : above;
        if (Math.Abs(larger) < ClearDistance || Math.Abs(larger) - Math.Abs(smaller) < ClearDifference)
            return null;
        string between = SceneRelations.Words(vertical ? SceneRelation.Above : SceneRelation.LeftOf);
        return new SceneCaption(larger > 0 ? Words(scene, 0, between, 1) : Words(scene, 1, between, 0));
    }

    private static SceneWord[] Words(Scene scene, int first, string between, int second) =>
        [.. Noun(scene, first), .. between.Split(' ').Select(w => new SceneWord(w, null)), .. Noun(scene, second)];

    private static IEnumerable<SceneWord> Noun(Scene scene, int which) =>
        [new("a", null), .. scene.Objects[which].Name.Split(' ').Select(w => new SceneWord(w, which))];
}
