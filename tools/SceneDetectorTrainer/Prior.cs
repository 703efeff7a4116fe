using CaffeSharpGen.SceneRenderer;

namespace CaffeSharpGen.SceneDetectorTrainer;

/// <summary>A rectangle in parts of the picture, from 0 at the left and the top to 1.</summary>
internal readonly record struct Rectangle(double Left, double Top, double Right, double Bottom)
{
    /// <summary>The box of an object.</summary>
    public static Rectangle Of(SceneBox box) => new(
        (double)box.Left / Scenes.Size, (double)box.Top / Scenes.Size, (double)(box.Left + box.Width) / Scenes.Size,
        (double)(box.Top + box.Height) / Scenes.Size);

    private double Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>Intersection over union.</summary>
    public double Overlap(Rectangle other)
    {
        double shared = new Rectangle(
            Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
        return shared <= 0 ? 0 : shared / (Area + other.Area - shared);
    }

    /// <summary>Mirrored and turned as pictures are: columns, then rows, then both exchanged.</summary>
    public Rectangle Under(int symmetry)
    {
        Rectangle it = this;
        if ((symmetry & 1) != 0)
            it = new(1 - it.Right, it.Top, 1 - it.Left, it.Bottom);
        if ((symmetry & 2) != 0)
            it = new(it.Left, 1 - it.Bottom, it.Right, 1 - it.Top);
        return (symmetry & 4) != 0 ? new(it.Top, it.Left, it.Bottom, it.Right) : it;
    }
}

/// <summary>The priors of models/scenes_ssd.prototxt, and how boxes are coded relative to them (SSD's CENTER_SIZE).</summary>
internal static class Priors
{
    /// <summary>Priors of each cell of a feature map: a square of the least size, and one of the mean (geometric) size.</summary>
    public const int PerCell = 2;

    /// <summary>Variances of centers and of sizes.</summary>
    public const double CenterVariance = 0.1, SizeVariance = 0.2;

    /// <summary>Cells along an edge of each feature map, and the sizes of its PriorBox layer.</summary>
    private static readonly (int Cells, double Min, double Max)[] Maps = [(16, 22, 32), (8, 34, 48)];

    /// <summary>All priors, map by map, row by row.</summary>
    public static IReadOnlyList<Rectangle> All { get; } =
    [
        .. from map in Maps
           from row in Enumerable.Range(0, map.Cells)
           from column in Enumerable.Range(0, map.Cells)
           from size in new[] { map.Min, Math.Sqrt(map.Min * map.Max) }
           select Square((column + 0.5) / map.Cells, (row + 0.5) / map.Cells, size / Scenes.Size),
    ];

    /// <summary>What the location head has to say, so that a prior becomes a box.</summary>
    public static void Encode(Rectangle prior, Rectangle box, Span<float> code)
    {
        double width = prior.Right - prior.Left, height = prior.Bottom - prior.Top;
        code[0] = (float)((box.Left + box.Right - prior.Left - prior.Right) / 2 / width / CenterVariance);
        code[1] = (float)((box.Top + box.Bottom - prior.Top - prior.Bottom) / 2 / height / CenterVariance);
        code[2] = (float)(Math.Log((box.Right - box.Left) / width) / SizeVariance);
        code[3] = (float)(Math.Log((box.Bottom - box.Top) / height) / SizeVariance);
    }

    private static Rectangle Square(double x, double y, double size) => new(x - (size / 2), y - (size / 2), x + (size / 2), y + (size / 2));
}
