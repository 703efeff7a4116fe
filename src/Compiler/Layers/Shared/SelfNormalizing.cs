namespace CaffeSharpGen.Compiler.Layers.Shared;

/// <summary>
/// The scaled exponential linear unit under its first name (soeaver/caffe-model, and
/// HolmesShuan/SNNs-Self-Normalizing-Neural-Networks-Caffe-Reimplementation); <see cref="SeLU"/> is the same. Its file cannot have its
/// name, which differs by case only.
/// </summary>
public sealed class SelfNormalizing : SeLU
{
    /// <inheritdoc/>
    public override string Type => "SeLu";
}
