namespace CaffeSharpGen;

/// <summary>A detection of one network class: a <see cref="Detection"/> whose target fits that class alone.</summary>
public sealed class Detection<TNetwork>
    where TNetwork : class
{
    internal Detection(Detection untyped) => Untyped = untyped;

    /// <inheritdoc cref="Detection.Row"/>
    public int Row => Untyped.Row;

    /// <inheritdoc cref="Detection.Image"/>
    public int Image => Untyped.Image;

    /// <inheritdoc cref="Detection.Label"/>
    public int Label => Untyped.Label;

    /// <inheritdoc cref="Detection.Score"/>
    public float Score => Untyped.Score;

    /// <inheritdoc cref="Detection.Box"/>
    public DetectionBox Box => Untyped.Box;

    /// <inheritdoc cref="Detection.Index"/>
    public int Index => Untyped.Index;

    /// <inheritdoc cref="Detection.Target"/>
    public Target<TNetwork> Target => new(Untyped.Target);

    /// <inheritdoc cref="Detection.FeatureMap"/>
    public Hook<TNetwork>? FeatureMap => Untyped.FeatureMap is { } map ? new Hook<TNetwork>(map) : null;

    internal Detection Untyped { get; }

    /// <summary>A detection for code that serves any network.</summary>
    public static implicit operator Detection(Detection<TNetwork> detection) => detection.Untyped;

    /// <inheritdoc cref="Detection.BoxIn"/>
    public DetectionBox BoxIn(int width, int height) => Untyped.BoxIn(width, height);

    /// <inheritdoc cref="Detection.ToString"/>
    public override string ToString() => Untyped.ToString();
}
