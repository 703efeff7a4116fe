using System.Diagnostics;

namespace CaffeSharpGen;

/// <summary>
/// A hook of one network class whose value has no gradient: the layer that computes it, or one before it, puts out what does not change
/// smoothly, such as indices or the boxes of a detector. It can be read and observed. As a target it does not compile: what can be
/// explained are the scores that such a layer reads.
/// </summary>
[DebuggerDisplay("{Untyped}")]
public readonly struct HookWithoutGradient<TNetwork> : IEquatable<HookWithoutGradient<TNetwork>>
    where TNetwork : class
{
    private const string Code = "CSG0403";
    private const string NoTarget =
        "this value has no gradient, so it is no target: its layer, or one before it, puts out what does not change smoothly, such as "
        + "indices or boxes; explain one of the scores that this layer reads instead.";

    private readonly Hook? hook;

    internal HookWithoutGradient(Hook hook) => this.hook = hook;

    /// <inheritdoc cref="Hook.Network"/>
    public Network Network => Untyped.Network;

    /// <inheritdoc cref="Hook.Name"/>
    public string Name => Untyped.Name;

    /// <inheritdoc cref="Hook.LayerType"/>
    public string LayerType => Untyped.LayerType;

    /// <inheritdoc cref="Hook.Shape"/>
    public Shape Shape => Untyped.Shape;

    /// <inheritdoc cref="Hook.Channels"/>
    public int Channels => Untyped.Channels;

    /// <inheritdoc cref="Hook.Height"/>
    public int Height => Untyped.Height;

    /// <inheritdoc cref="Hook.Width"/>
    public int Width => Untyped.Width;

    /// <inheritdoc cref="Hook.Activation"/>
    public Tensor Activation => Untyped.Activation;

    /// <inheritdoc cref="Hook.DevicePointer"/>
    public nint DevicePointer => Untyped.DevicePointer;

    /// <inheritdoc cref="Hook.Producer"/>
    public LayerStep? Producer => Untyped.Producer;

    /// <inheritdoc cref="Hook.Index"/>
    public int Index => Untyped.Index;

    internal Hook Untyped =>
        hook ?? throw new InvalidOperationException($"this hook of {typeof(TNetwork).Name} is of no network: it was never assigned");

    /// <summary>Refuses an element as a target, at compile time.</summary>
    [Obsolete(NoTarget, error: true, DiagnosticId = Code, UrlFormat = DiagnosticPages.NoGradient)]
    public Target<TNetwork> this[int element] => throw new InvalidOperationException(NoTarget);

    /// <summary>Refuses an element as a target, at compile time.</summary>
    [Obsolete(NoTarget, error: true, DiagnosticId = Code, UrlFormat = DiagnosticPages.NoGradient)]
    public Target<TNetwork> this[Score score] => throw new InvalidOperationException(NoTarget);

    /// <summary>The value as any other of its class, for methods that take such.</summary>
    public static implicit operator Hook<TNetwork>(HookWithoutGradient<TNetwork> hook) => new(hook.Untyped);

    /// <summary>A hook for code that serves any network.</summary>
    public static implicit operator Hook(HookWithoutGradient<TNetwork> hook) => hook.Untyped;

    /// <summary>Whether both are the same value of the same network.</summary>
    public static bool operator ==(HookWithoutGradient<TNetwork> left, HookWithoutGradient<TNetwork> right) => left.hook == right.hook;

    /// <summary>Whether they are different values.</summary>
    public static bool operator !=(HookWithoutGradient<TNetwork> left, HookWithoutGradient<TNetwork> right) => left.hook != right.hook;

    /// <summary>Refuses a target for each image, at compile time.</summary>
    [Obsolete(NoTarget, error: true, DiagnosticId = Code, UrlFormat = DiagnosticPages.NoGradient)]
    public Target<TNetwork> Each(params ReadOnlySpan<int> elements) => throw new InvalidOperationException(NoTarget);

    /// <summary>Refuses the whole value as a target, at compile time.</summary>
    [Obsolete(NoTarget, error: true, DiagnosticId = Code, UrlFormat = DiagnosticPages.NoGradient)]
    public Target<TNetwork> Weighted(Tensor gradient) => throw new InvalidOperationException(NoTarget);

    /// <summary>Refuses the largest element as a target, at compile time.</summary>
    [Obsolete(NoTarget, error: true, DiagnosticId = Code, UrlFormat = DiagnosticPages.NoGradient)]
    public Target<TNetwork> Best() => throw new InvalidOperationException(NoTarget);

    /// <inheritdoc cref="Hook.CopyActivation"/>
    public Tensor CopyActivation() => Untyped.CopyActivation();

    /// <inheritdoc cref="Hook.CopyToDevice"/>
    public void CopyToDevice(nint pointer, nint stream = 0) => Untyped.CopyToDevice(pointer, stream);

    /// <inheritdoc cref="Hook.Keep"/>
    public IDisposable Keep() => Untyped.Keep();

    /// <inheritdoc cref="Hook.OnForward"/>
    public IDisposable OnForward(Action<Tensor> callback) => Untyped.OnForward(callback);

    /// <inheritdoc cref="Hook.Top"/>
    public IReadOnlyList<Score> Top(int count, int image = 0) => Untyped.Top(count, image);

    /// <inheritdoc/>
    public bool Equals(HookWithoutGradient<TNetwork> other) => hook == other.hook;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HookWithoutGradient<TNetwork> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hook?.GetHashCode() ?? 0;

    /// <inheritdoc cref="Hook.ToString"/>
    public override string ToString() => hook?.ToString() ?? $"no hook of {typeof(TNetwork).Name}";
}
