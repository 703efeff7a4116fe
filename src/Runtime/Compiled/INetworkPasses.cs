using System.ComponentModel;

namespace CaffeSharpGen.Compiled;

/// <summary>
/// The passes of a network that is compiled into the program: straight-line C#, a line for each fused group. The engine runs them; without
/// them it runs the same groups in the same order.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INetworkPasses
{
    /// <summary>Runs every fused group, in order.</summary>
    void Forward(ForwardPass pass);

    /// <summary>Runs every fused group backward, in reverse order.</summary>
    void Backward(BackwardPass pass);
}
