namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// Dropout for SeLu (HolmesShuan/SNNs-Self-Normalizing-Neural-Networks-Caffe-Reimplementation), which acts in training only;
/// <see cref="SeLUDropout"/> is the same.
/// </summary>
public sealed class SelfNormalizingDropout : SeLUDropout
{
    /// <inheritdoc/>
    public override string Type => "SeLuDropout";
}
