namespace CaffeSharpGen;

/// <summary>Which pass of a network runs, for devices that record a pass and play it again.</summary>
/// <param name="IsForward">Whether it is a forward pass.</param>
/// <param name="Plan">
/// Changes whenever what the pass does changes: the layers that run, where values lie, which gradients go where. Two passes of equal keys
/// run the same operations over the same buffers. A pass that calls callbacks, or works on values that callbacks changed, has a key that no
/// other has.
/// </param>
public readonly record struct PassKey(bool IsForward, int Plan);
