using System.Diagnostics;

namespace CaffeSharpGen;

/// <summary>A target in one network class: a <see cref="Target"/> with a type, which costs nothing.</summary>
[DebuggerDisplay("{Untyped}")]
public readonly struct Target<TNetwork>
    where TNetwork : class
{
    private readonly Target? target;

    internal Target(Target target) => this.target = target;

    /// <summary>The value.</summary>
    public Hook<TNetwork> Hook => new(Untyped.Hook);

    internal Target Untyped =>
        target ?? throw new InvalidOperationException($"this target of {typeof(TNetwork).Name} is of no network: it was never assigned");

    /// <summary>A target for code that serves any network.</summary>
    public static implicit operator Target(Target<TNetwork> target) => target.Untyped;

    /// <inheritdoc cref="Target.ElementOf"/>
    public int ElementOf(int image) => Untyped.ElementOf(image);

    /// <inheritdoc cref="Target.BeforeSoftmax"/>
    public Target<TNetwork> BeforeSoftmax() => new(Untyped.BeforeSoftmax());

    /// <inheritdoc cref="Target.ToString()"/>
    public override string ToString() => target?.ToString() ?? $"no target of {typeof(TNetwork).Name}";

    /// <inheritdoc cref="Target.ToString(int)"/>
    public string ToString(int image) => Untyped.ToString(image);
}
