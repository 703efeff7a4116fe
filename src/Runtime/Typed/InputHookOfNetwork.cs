using System.Diagnostics;

namespace CaffeSharpGen;

/// <summary>An input of one network class: an <see cref="InputHook"/> with a type, which costs nothing.</summary>
[DebuggerDisplay("{Untyped}")]
public readonly struct InputHook<TNetwork> : IEquatable<InputHook<TNetwork>>
    where TNetwork : class
{
    private readonly InputHook? hook;

    internal InputHook(InputHook hook) => this.hook = hook;

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

    /// <inheritdoc cref="Hook.DevicePointer"/>
    public nint DevicePointer => Untyped.DevicePointer;

    /// <inheritdoc cref="Hook.GradientDevicePointer"/>
    public nint GradientDevicePointer => Untyped.GradientDevicePointer;

    /// <inheritdoc cref="Hook.Producer"/>
    public LayerStep? Producer => Untyped.Producer;

    /// <inheritdoc cref="Hook.Index"/>
    public int Index => Untyped.Index;

    internal InputHook Untyped =>
        hook ?? throw new InvalidOperationException($"this input of {typeof(TNetwork).Name} is of no network: it was never assigned");

    /// <inheritdoc cref="Hook{TNetwork}.this[int]"/>
    public Target<TNetwork> this[int element] => new(Untyped[element]);

    /// <summary>The input as a value like any other.</summary>
    public static implicit operator Hook<TNetwork>(InputHook<TNetwork> hook) => new(hook.Untyped);

    /// <summary>A hook for code that serves any network.</summary>
    public static implicit operator Hook(InputHook<TNetwork> hook) => hook.Untyped;

    /// <summary>An input for code that serves any network.</summary>
    public static implicit operator InputHook(InputHook<TNetwork> hook) => hook.Untyped;

    /// <summary>Whether both are the same input of the same network.</summary>
    public static bool operator ==(InputHook<TNetwork> left, InputHook<TNetwork> right) => left.hook == right.hook;

    /// <summary>Whether they are different inputs.</summary>
    public static bool operator !=(InputHook<TNetwork> left, InputHook<TNetwork> right) => left.hook != right.hook;

    /// <inheritdoc cref="Hook{TNetwork}.Each"/>
    public Target<TNetwork> Each(params ReadOnlySpan<int> elements) => new(new Target(Untyped, elements));

    /// <inheritdoc cref="Hook.CopyActivation"/>
    public Tensor CopyActivation() => Untyped.CopyActivation();

    /// <inheritdoc cref="InputHook.Set(Tensor)"/>
    public void Set(Tensor value) => Untyped.Set(value);

    /// <inheritdoc cref="InputHook.Set(ReadOnlySpan{float})"/>
    public void Set(ReadOnlySpan<float> elements) => Untyped.Set(elements);

    /// <inheritdoc cref="InputHook.Set(Hook)"/>
    public void Set(Hook value) => Untyped.Set(value);

    /// <inheritdoc cref="InputHook.SetFromDevice"/>
    public void SetFromDevice(nint pointer, nint stream = 0) => Untyped.SetFromDevice(pointer, stream);

    /// <inheritdoc cref="InputHook.SetImage"/>
    public void SetImage(int image, ReadOnlySpan<float> elements) => Untyped.SetImage(image, elements);

    /// <inheritdoc cref="Hook.CopyToDevice"/>
    public void CopyToDevice(nint pointer, nint stream = 0) => Untyped.CopyToDevice(pointer, stream);

    /// <inheritdoc cref="Hook.Keep"/>
    public IDisposable Keep() => Untyped.Keep();

    /// <inheritdoc cref="Hook.OnForward"/>
    public IDisposable OnForward(Action<Tensor> callback) => Untyped.OnForward(callback);

    /// <inheritdoc cref="Hook.OnBackward"/>
    public IDisposable OnBackward(Action<Tensor> callback) => Untyped.OnBackward(callback);

    /// <inheritdoc/>
    public bool Equals(InputHook<TNetwork> other) => hook == other.hook;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InputHook<TNetwork> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => hook?.GetHashCode() ?? 0;

    /// <inheritdoc cref="Hook.ToString"/>
    public override string ToString() => hook?.ToString() ?? $"no input of {typeof(TNetwork).Name}";
}
