namespace CaffeSharpGen.Values;

/// <summary>Writes a state that a network keeps, on any device.</summary>
/// <param name="state">The state; a pass reads what is in it then.</param>
/// <param name="output">Takes it.</param>
internal sealed class KeptStateOperation(float[] state, DeviceBuffer output) : PreparedOperation
{
    /// <inheritdoc/>
    public override void Forward() => output.Write(state);

    /// <inheritdoc/>
    public override void Backward(in OperationGradients gradients)
    {
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
