namespace CaffeSharpGen.Imaging;

/// <summary>
/// How much of an overlay is heat map and how much photograph, by the normalized value of the map. A number converts to a constant opacity.
/// </summary>
public readonly record struct Opacity
{
    private Opacity(double most, bool isConstant)
    {
        if (!(most is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(most), most, "expected an opacity from 0 to 1");
        Most = most;
        IsConstant = isConstant;
    }

    /// <summary>The default of overlays: <see cref="UpTo"/> 0.6.</summary>
    public static Opacity Growing { get; } = UpTo(0.6);

    /// <summary>The opacity where the map is largest: 0 shows the photograph alone, 1 the heat map alone.</summary>
    public double Most { get; }

    /// <summary>Whether it is the same everywhere.</summary>
    public bool IsConstant { get; }

    /// <summary>The same opacity everywhere.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is outside 0..1.</exception>
    public static Opacity Constant(double opacity) => new(opacity, isConstant: true);

    /// <summary>
    /// An opacity that grows with the map: none where the map is smallest, so that the photograph keeps its colors where nothing speaks for
    /// the class, and <paramref name="most"/> where it is largest. It follows v·(2−v) of the normalized value v.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is outside 0..1.</exception>
    public static Opacity UpTo(double most) => new(most, isConstant: false);

    /// <summary>A constant opacity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is outside 0..1.</exception>
    public static implicit operator Opacity(double opacity) => Constant(opacity);

    /// <summary>Such as <c>0.5</c> or <c>up to 0.6</c>.</summary>
    public override string ToString() => IsConstant ? $"{Most}" : $"up to {Most}";
}
