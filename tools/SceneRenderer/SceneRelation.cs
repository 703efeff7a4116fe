namespace CaffeSharpGen.SceneRenderer;

/// <summary>Where one object lies, as seen from another.</summary>
public enum SceneRelation
{
    /// <summary>Its middle lies farther left.</summary>
    LeftOf,

    /// <summary>Its middle lies farther right.</summary>
    RightOf,

    /// <summary>Its middle lies higher.</summary>
    Above,

    /// <summary>Its middle lies lower.</summary>
    Below,
}

/// <summary>What relations mean, by the middles of boxes.</summary>
public static class SceneRelations
{
    /// <summary>The words, such as <c>left of</c>.</summary>
    public static string Words(SceneRelation relation) => relation switch
    {
        SceneRelation.LeftOf => "left of",
        SceneRelation.RightOf => "right of",
        SceneRelation.Above => "above",
        SceneRelation.Below => "below",
        _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "not a relation"),
    };

    /// <summary>
    /// How far, in pixels, the middle of <paramref name="it"/> is to that side of the middle of <paramref name="reference"/>; negative: to
    /// the other side.
    /// </summary>
    public static double Distance(SceneBox it, SceneRelation relation, SceneBox reference)
    {
        double right = it.Left - reference.Left + ((it.Width - reference.Width) / 2.0);
        double below = it.Top - reference.Top + ((it.Height - reference.Height) / 2.0);
        return relation switch
        {
            SceneRelation.LeftOf => -right,
            SceneRelation.RightOf => right,
            SceneRelation.Above => -below,
            SceneRelation.Below => below,
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "not a relation"),
        };
    }
}
