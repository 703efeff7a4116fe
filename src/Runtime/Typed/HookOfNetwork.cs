using System.Diagnostics;

namespace CaffeSharpGen;

/// <summary>A value of one network class: a <see cref="Hook"/> with a type, which costs nothing.</summary>
[DebuggerDisplay("{Untyped}")]
public readonly struct Hook<TNetwork> : IEquatable<Hook<TNetwork>>
    where TNetwork : class
{
    private readonly Hook? hook;

    internal Hook(Hook hook) => this.hook = hook;

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

    /// <inheritdoc cref="Hook.Gradient"/>
    public Tensor Gradient => Untyped.Gradient;

    /// <inheritdoc cref="Hook.AsCaffeStoresIt"/>
    public Hook<TNetwork> AsCaffeStoresIt => new(Untyped.AsCaffeStoresIt);

    /// <inheritdoc cref="Hook.BeforeSoftmax"/>
    public Hook<TNetwork> BeforeSoftmax => new(Untyped.BeforeSoftmax);

    /// <inheritdoc cref="Hook.DevicePointer"/>
    public nint DevicePointer => Untyped.DevicePointer;

    /// <inheritdoc cref="Hook.GradientDevicePointer"/>
    public nint GradientDevicePointer => Untyped.GradientDevicePointer;

    /// <inheritdoc cref="Hook.Producer"/>
    public LayerStep? Producer => Untyped.Producer;

    /// <inheritdoc cref="Hook.Index"/>
    public int Index => Untyped.Index;

    internal Hook Untyped =>
        hook ?? throw new InvalidOperationException($"this hook of {typeof(TNetwork).Name} is of no network: it was never assigned");

    /// <summary>One element (C×H×W order within an image) as a target, the same for every image of the batch.</summary>
    /// <exception cref="ArgumentException">The value has no such element.</exception>
    public Target<TNetwork> this[int element] => new(Untyped[element]);

    /// <inheritdoc cref="Hook.this[Score]"/>
    public Target<TNetwork> this[Score score] => new(Untyped[score]);

    /// <summary>A hook for code that serves any network.</summary>
    public static implicit operator Hook(Hook<TNetwork> hook) => hook.Untyped;

    /// <summary>Whether both are the same value of the same network.</summary>
    public static bool operator ==(Hook<TNetwork> left, Hook<TNetwork> right) => left.hook == right.hook;

    /// <summary>Whether they are different values.</summary>
    public static bool operator !=(Hook<TNetwork> left, Hook<TNetwork> right) => left.hook != right.hook;

    /// <summary>One element for each image of the batch.</summary>
    /// <exception cref="ArgumentException">There is not one element an image.</exception>
    public Target<TNetwork> Each(params ReadOnlySpan<int> elements) => new(new Target(Untyped, elements));

    /// <summary>The whole value, weighted by a gradient that comes from elsewhere, as what to differentiate.</summary>
    /// <param name="gradient">Of the value's shape; it is read when a backward pass runs.</param>
    /// <exception cref="ArgumentException">The gradient has another shape.</exception>
    public Target<TNetwork> Weighted(Tensor gradient) => new(new Target(Untyped, gradient));

    /// <inheritdoc cref="Hook.CopyActivation"/>
    public Tensor CopyActivation() => Untyped.CopyActivation();

    /// <inheritdoc cref="Hook.CopyToDevice"/>
    public void CopyToDevice(nint pointer, nint stream = 0) => Untyped.CopyToDevice(pointer, stream);

    /// <inheritdoc cref="Hook.Keep"/>
    public IDisposable Keep() => Untyped.Keep();

    /// <inheritdoc cref="Hook.OnForward"/>
    public IDisposable OnForward(Action<Tensor> callback) => Untyped.OnForward(callback);

    /// <inheritdoc cref="Hook.OnBackward"/>
    public IDisposable OnBackward(Action<Tensor> callback) => Untyped.OnBackward(callback);

    /// <inheritdoc cref="Hook.Top"/>
    public IReadOnlyList<Score> Top(int count, int image = 0) => Untyped.Top(count, image);

    /// <inheritdoc cref="Hook.Best"/>
    public Target<TNetwork> Best() => new(Untyped.Best());

    /// <inheritdoc/>
    public bool Equals(Hook<TNetwork> other) => hook == other.hook;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hook<TNetwork> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hook?.GetHashCode() ?? 0;

    /// <inheritdoc cref="Hook.ToString"/>
    public override string ToString() => hook?.ToString() ?? $"no hook of {typeof(TNetwork).Name}";
}
