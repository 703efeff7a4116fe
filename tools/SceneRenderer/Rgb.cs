namespace CaffeSharpGen.SceneRenderer;

/// <summary>A colour, each part about 0…255 but not clamped.</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    public static Rgb operator +(Rgb a, Rgb b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Rgb operator *(Rgb a, double factor) => new(a.R * factor, a.G * factor, a.B * factor);

    /// <summary><paramref name="a"/> at 0, <paramref name="b"/> at 1.</summary>
    public static Rgb Mix(Rgb a, Rgb b, double t) => (a * (1 - t)) + (b * t);

    /// <summary>The colour with each part moved by up to <paramref name="most"/>.</summary>
    public static Rgb Jitter(Rgb colour, double most, ref SplitMix64 random) =>
        colour + new Rgb(random.Between(-most, most), random.Between(-most, most), random.Between(-most, most));
}
