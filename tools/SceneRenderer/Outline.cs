namespace CaffeSharpGen.SceneRenderer;

/// <summary>Where the shapes lie, in the object's own frame: upright, at the origin, of radius about 1.</summary>
internal static class Outline
{
    /// <summary>No shape reaches farther from its centre than this.</summary>
    public const double Reach = 1.17;

    private const double SquareHalf = 0.82, TriangleInner = 0.57, StarOuter = 1.16, StarInner = 0.5;
    private const double RingInner = 0.55, CrossHalf = 1.05, BarHalf = 0.34;

    // cos and sin of 0°, 36°, 72°, … as numbers: library functions may differ in the last bit.
    private const double Cos36 = 0.80901699437494745, Sin36 = 0.58778525229247314, Cos72 = 0.30901699437494742, Sin72 = 0.95105651629515353;

    private static readonly (double X, double Y)[] Star =
    [
        (0, -StarOuter), (StarInner * Sin36, -StarInner * Cos36),
        (StarOuter * Sin72, -StarOuter * Cos72), (StarInner * Sin72, StarInner * Cos72),
        (StarOuter * Sin36, StarOuter * Cos36), (0, StarInner),
        (-StarOuter * Sin36, StarOuter * Cos36), (-StarInner * Sin72, StarInner * Cos72),
        (-StarOuter * Sin72, -StarOuter * Cos72), (-StarInner * Sin36, -StarInner * Cos36),
    ];

    /// <summary>Whether a point lies in the shape.</summary>
    public static bool Contains(SceneShape shape, double x, double y) => shape switch
    {
        SceneShape.Circle => (x * x) + (y * y) <= 1,
        SceneShape.Square => Math.Abs(x) <= SquareHalf && Math.Abs(y) <= SquareHalf,
        SceneShape.Triangle => y <= TriangleInner && (Math.Abs(x) * 0.8660254037844386) - (y * 0.5) <= TriangleInner,
        SceneShape.Star => InStar(x, y),
        SceneShape.Ring => (x * x) + (y * y) is <= 1 and >= RingInner * RingInner,
        SceneShape.Cross => (Math.Abs(x) <= CrossHalf && Math.Abs(y) <= BarHalf) || (Math.Abs(y) <= CrossHalf && Math.Abs(x) <= BarHalf),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "not a shape"),
    };

    /// <summary>Counts the edges that a ray to the right crosses.</summary>
    private static bool InStar(double x, double y)
    {
        bool inside = false;
        (double X, double Y) from = Star[^1];
        foreach ((double X, double Y) to in Star)
        {
            if ((from.Y > y) != (to.Y > y) && x < from.X + ((to.X - from.X) * (y - from.Y) / (to.Y - from.Y)))
                inside = !inside;
            from = to;
        }
        return inside;
    }
}
