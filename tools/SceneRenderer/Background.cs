namespace CaffeSharpGen.SceneRenderer;

/// <summary>A texture of two muted colours: a gradient, stripes, a checkerboard or soft noise.</summary>
internal sealed class Background
{
    private enum Texture { Gradient, Stripes, Checker, Clouds }

    private readonly Texture _texture;
    private readonly Rgb _first, _second;
    private readonly (double X, double Y) _direction;
    private readonly double _period, _phaseX, _phaseY;
    private readonly double[] _lattice = [];
    private readonly int _latticeWidth;

    public Background(ref SplitMix64 random)
    {
        _texture = (Texture)random.Below(4);
        double grey = random.Between(60, 190);
        _first = Muted(grey, ref random);
        _second = Muted(grey + random.Between(-45, 45), ref random);
        _direction = random.Direction();
        _period = random.Between(10, 36);
        _phaseX = random.Between(0, 2);
        _phaseY = random.Between(0, 2);
        if (_texture == Texture.Clouds)
        {
            // Cells of at least five pixels (half of the shortest period), and one node beyond the last cell.
            _latticeWidth = (Scenes.Size / 5) + 2;
            _lattice = new double[_latticeWidth * _latticeWidth];
            for (int i = 0; i < _lattice.Length; i++)
                _lattice[i] = random.Between(0, 1);
        }
    }

    private static Rgb Muted(double grey, ref SplitMix64 random) => Rgb.Jitter(new Rgb(grey, grey, grey), 16, ref random);

    /// <summary>The colour at the middle of a pixel.</summary>
    public Rgb At(int x, int y)
    {
        double along = (x * _direction.X) + (y * _direction.Y), across = (y * _direction.X) - (x * _direction.Y);
        return Rgb.Mix(_first, _second, _texture switch
        {
            Texture.Gradient => Math.Clamp(0.5 + ((along - (Scenes.Size / 2.0 * (_direction.X + _direction.Y))) / Scenes.Size), 0, 1),
            Texture.Stripes => (Wave(along, _phaseX) + 1) / 2,
            Texture.Checker => ((Wave(along, _phaseX) * Wave(across, _phaseY)) + 1) / 2,
            _ => Cloud(x / (_period / 2), y / (_period / 2)),
        });
    }

    /// <summary>A square wave of ±1 whose edges are two pixels wide, so that slanting stripes have no stairs.</summary>
    private double Wave(double position, double phase)
    {
        double t = (position / _period) + phase;
        double triangle = (4 * Math.Abs(t - Math.Floor(t) - 0.5)) - 1;
        return Math.Clamp(triangle * _period / 4, -1, 1);
    }

    private double Cloud(double x, double y)
    {
        int column = (int)x, row = (int)y;
        double fx = Smooth(x - column), fy = Smooth(y - row);
        int at = (row * _latticeWidth) + column;
        double top = _lattice[at] + ((_lattice[at + 1] - _lattice[at]) * fx);
        at += _latticeWidth;
        double bottom = _lattice[at] + ((_lattice[at + 1] - _lattice[at]) * fx);
        return top + ((bottom - top) * fy);
    }

    private static double Smooth(double t) => t * t * (3 - (2 * t));
}
