namespace CaffeSharpGen;

/// <summary>A target as the argument of a method that serves every network class.</summary>
/// <inheritdoc cref="At{TNetwork}" path="/remarks"/>
public sealed class Of<TNetwork>
    where TNetwork : class
{
    private Of(Target target) => Target = target;

    /// <summary>The target.</summary>
    public Target Target { get; }

    /// <summary>Takes a target of the class.</summary>
    public static implicit operator Of<TNetwork>(Target<TNetwork> target) => new(target);

    /// <summary>Takes the target of a detection of the class.</summary>
    public static implicit operator Of<TNetwork>(Detection<TNetwork> detection) => new(detection.Target);

    /// <summary>Refuses a target of another class, and what is no target, at compile time.</summary>
    [Obsolete("pass a target of the network in front of the dot, such as net.Fc8[282]; this is one of another network class, or no target.",
        error: true, DiagnosticId = "CSG0402", UrlFormat = DiagnosticPages.OtherTarget)]
    public static implicit operator Of<TNetwork>(ValueType other) =>
        throw new ArgumentException($"{other} is no target of {typeof(TNetwork).Name}");
}
