namespace CaffeSharpGen.SceneRenderer;

/// <summary>An object where it lies.</summary>
internal sealed class Placement
{
    private static readonly Rgb[] Colours = [new(205, 45, 45), new(50, 160, 65), new(50, 85, 205), new(225, 195, 50)];

    private readonly double _x, _y, _radius;
    private readonly (double X, double Y) _up;
    private readonly Rgb _colour;
    private readonly (double X, double Y) _light;
    private readonly double _shading;

    /// <summary>Draws a size, a place and a rotation; the whole object lies in the picture.</summary>
    public Placement(SceneShape shape, SceneColour colour, ref SplitMix64 random)
    {
        Shape = shape;
        Colour = colour;
        _radius = random.Between(20, 48) / 2;
        double margin = (_radius * Outline.Reach) + 1;
        _x = random.Between(margin, Scenes.Size - margin);
        _y = random.Between(margin, Scenes.Size - margin);
        _up = random.Direction();
        _colour = Rgb.Jitter(Colours[(int)colour] * random.Between(0.85, 1.08), 20, ref random);
        _light = random.Direction();
        _shading = random.Between(0, 0.12);
    }

    public SceneShape Shape { get; }

    public SceneColour Colour { get; }

    /// <summary>The first and the last row, and the first and the last column, that the object may touch.</summary>
    public (int First, int Last) Rows => Span(_y);

    /// <inheritdoc cref="Rows"/>
    public (int First, int Last) Columns => Span(_x);

    private (int First, int Last) Span(double middle) =>
        ((int)Math.Floor(middle - (_radius * Outline.Reach)), (int)Math.Floor(middle + (_radius * Outline.Reach)));

    /// <summary>Whether a point of the picture, in pixels from the top left corner, lies in the object.</summary>
    public bool Contains(double x, double y)
    {
        double dx = (x - _x) / _radius, dy = (y - _y) / _radius;
        return Outline.Contains(Shape, (dx * _up.X) + (dy * _up.Y), (dy * _up.X) - (dx * _up.Y));
    }

    /// <summary>The colour at a point: a little lighter on one side than on the other.</summary>
    public Rgb At(double x, double y) => _colour * (1 + (_shading * (((x - _x) * _light.X) + ((y - _y) * _light.Y)) / _radius));
}
