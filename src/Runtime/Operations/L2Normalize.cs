namespace CaffeSharpGen.Operations;

/// <summary>Torch's <c>nn.Normalize(2)</c>: x / √(Σ x² + <paramref name="Eps"/>) along <paramref name="Axis"/>.</summary>
public sealed record L2Normalize(int Axis = 1, float Eps = 1e-10f) : Operation
{
    internal override bool MixesImages => Axis == 0;
}
