using System.ComponentModel;

namespace CaffeSharpGen.Compiled;

/// <summary>
/// A call of a partial method for a custom layer, for generated code. C# leaves out a call of a method that is not implemented, with its
/// arguments. So whoever asks for the argument shows that the method is there.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CustomCall
{
    private readonly CustomLayer? layer;

    private CustomCall(int value, CustomLayer? layer) => (Value, this.layer) = (value, layer);

    /// <summary>Index of the first value that the layer computes.</summary>
    public int Value { get; }

    /// <summary>The name of the method, for messages.</summary>
    public string Method { get; set; } = "";

    /// <summary>The argument of a method that computes a layer.</summary>
    public CustomLayer Forward => layer ?? throw new ImplementedException();

    /// <summary>The argument of a method that computes gradients.</summary>
    public CustomLayerBackward Backward => (CustomLayerBackward?)layer ?? throw new ImplementedException();

    /// <summary>The code of a layer; null if its method is not implemented.</summary>
    internal static CustomLayerCode? CodeOf(ICustomLayers layers, int value)
    {
        if (!IsImplemented(layers.Forward, value))
            return null;
        return new CustomLayerCode(
            layer => layers.Forward(new CustomCall(value, layer)),
            IsImplemented(layers.Backward, value) ? layer => layers.Backward(new CustomCall(value, layer)) : null);
    }

    /// <summary>The name of a layer's method.</summary>
    internal static string MethodOf(ICustomLayers layers, int value)
    {
        var call = new CustomCall(value, layer: null);
        IsImplemented(layers.Forward, call);
        return call.Method;
    }

    private static bool IsImplemented(Action<CustomCall> method, int value) => IsImplemented(method, new CustomCall(value, layer: null));

    // Without a layer, the method is reached and not run.
    private static bool IsImplemented(Action<CustomCall> method, CustomCall call)
    {
        try
        {
            method(call);
            return false;
        }
        catch (ImplementedException)
        {
            return true;
        }
    }

    private sealed class ImplementedException : Exception;
}
