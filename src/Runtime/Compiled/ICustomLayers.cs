using System.ComponentModel;

namespace CaffeSharpGen.Compiled;

/// <summary>
/// The custom layers of a network that is compiled into the program: a partial method for each, which its user may implement.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ICustomLayers
{
    /// <summary>Calls the method that computes a layer; where it is not implemented, the call is none.</summary>
    void Forward(CustomCall call);

    /// <summary>Calls the method that computes a layer's gradients; where it is not implemented, the call is none.</summary>
    void Backward(CustomCall call);
}
