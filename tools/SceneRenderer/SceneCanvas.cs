namespace CaffeSharpGen.SceneRenderer;

/// <summary>A scene as it is drawn: for each of 4 × 4 samples of a pixel, which object is on top there.</summary>
internal sealed class SceneCanvas(Background background)
{
    private const int Samples = 4, PerPixel = Samples * Samples, Width = Scenes.Size * Samples;

    /// <summary>How much of an object others may hide.</summary>
    private const double MostHidden = 0.25;

    private readonly List<Placement> _objects = [];
    private readonly List<int> _areas = [], _visible = [];
    private readonly byte[] _top = new byte[Width * Width];

    /// <summary>Puts an object on top, at a place where it hides no other by more than a quarter.</summary>
    public void Place(SceneShape shape, SceneColour colour, ref SplitMix64 random)
    {
        // Ends: two other objects never fill the picture.
        while (true)
        {
            var placement = new Placement(shape, colour, ref random);
            List<int> covered = Covered(placement);
            if (!Fits(covered))
                continue;
            _objects.Add(placement);
            _areas.Add(covered.Count);
            _visible.Add(covered.Count);
            foreach (int at in covered)
            {
                if (_top[at] != 0)
                    _visible[_top[at] - 1]--;
                _top[at] = (byte)_objects.Count;
            }
            return;
        }
    }

    private static List<int> Covered(Placement placement)
    {
        var covered = new List<int>();
        (int top, int bottom) = placement.Rows;
        (int left, int right) = placement.Columns;
        for (int row = top * Samples; row < (bottom + 1) * Samples; row++)
        {
            for (int column = left * Samples; column < (right + 1) * Samples; column++)
            {
                if (placement.Contains((column + 0.5) / Samples, (row + 0.5) / Samples))
                    covered.Add((row * Width) + column);
            }
        }
        return covered;
    }

    private bool Fits(List<int> covered)
    {
        Span<int> left = stackalloc int[_visible.Count];
        for (int i = 0; i < left.Length; i++)
            left[i] = _visible[i];
        foreach (int at in covered)
        {
            if (_top[at] != 0)
                left[_top[at] - 1]--;
        }
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] < (1 - MostHidden) * _areas[i])
                return false;
        }
        return true;
    }

    /// <summary>Mixes the colours of each pixel's samples, adds noise, and measures the boxes.</summary>
    public Scene Finish(ulong seed, ref SplitMix64 random)
    {
        double noise = random.Between(2, 9);
        byte[] pixels = new byte[Scenes.Size * Scenes.Size * 3], owners = new byte[Scenes.Size * Scenes.Size];
        Span<int> counts = stackalloc int[_objects.Count + 1];
        for (int y = 0; y < Scenes.Size; y++)
        {
            for (int x = 0; x < Scenes.Size; x++)
            {
                Count(x, y, counts);
                Rgb colour = background.At(x, y) * counts[0];
                int at = (y * Scenes.Size) + x;
                for (int i = 1; i < counts.Length; i++)
                {
                    if (counts[i] == 0)
                        continue;
                    colour += _objects[i - 1].At(x + 0.5, y + 0.5) * counts[i];
                    // Of two objects with half a pixel each, the upper one has it.
                    if (counts[i] * 2 >= PerPixel)
                        owners[at] = (byte)i;
                }
                colour *= 1.0 / PerPixel;
                pixels[at * 3] = ToByte(colour.R + (noise * random.Noise()));
                pixels[(at * 3) + 1] = ToByte(colour.G + (noise * random.Noise()));
                pixels[(at * 3) + 2] = ToByte(colour.B + (noise * random.Noise()));
            }
        }
        return new Scene(seed, pixels, owners, [.. _objects.Select((o, i) => new SceneObject(o.Shape, o.Colour, BoxOf(owners, i + 1)))]);
    }

    private void Count(int x, int y, Span<int> counts)
    {
        counts.Clear();
        for (int row = y * Samples; row < (y + 1) * Samples; row++)
        {
            for (int column = x * Samples; column < (x + 1) * Samples; column++)
                counts[_top[(row * Width) + column]]++;
        }
    }

    private static SceneBox BoxOf(byte[] owners, int owner)
    {
        int left = Scenes.Size, top = Scenes.Size, right = -1, bottom = -1;
        for (int at = 0; at < owners.Length; at++)
        {
            if (owners[at] != owner)
                continue;
            (int y, int x) = (at / Scenes.Size, at % Scenes.Size);
            left = Math.Min(left, x);
            right = Math.Max(right, x);
            top = Math.Min(top, y);
            bottom = Math.Max(bottom, y);
        }
        return new SceneBox(left, top, right - left + 1, bottom - top + 1);
    }

    private static byte ToByte(double value) => (byte)Math.Clamp(value + 0.5, 0, 255);
}
